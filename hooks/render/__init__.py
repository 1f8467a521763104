"""A report to text, one pure function per format."""

import importlib
from typing import Protocol

from hooks.finding import Report

FORMATS = ("text", "json", "github", "sarif", "gitlab", "junit", "markdown")


class Renderer(Protocol):
    """What every format's module offers."""

    def render(self, report: Report) -> str:
        """The whole output, newline-terminated unless empty."""


def render(report: Report, output_format: str) -> str:
    """`report` in one of FORMATS. Formats load when they are used."""
    module: Renderer = importlib.import_module(f"hooks.render.{output_format}")
    return module.render(report)
