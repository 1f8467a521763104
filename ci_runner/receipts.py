"""`receipt show`: what a run did, read from its receipt."""

from pathlib import Path
from typing import Any

import click

from ci_runner.report import receipt as receipt_file


@click.group()
def receipt() -> None:
    """Read the receipt of a run."""


@receipt.command()
@click.argument("file", default="receipt.json", metavar="[FILE]", type=click.Path(path_type=Path))
def show(file: Path) -> None:
    """Show the receipt in FILE: the verdict, every step, what is applied and what is live."""
    click.echo("\n".join(_lines(receipt_file.read(file))))


def _lines(content: dict[str, Any]) -> list[str]:
    reason = f" ({content['reason']})" if content.get("reason") else ""
    lines = [f"{content['verdict']}{reason}: {content['project']} at {content['commit'][:10]}, {content['started']}, {content['tool']}"]
    if content.get("in_progress"):
        lines.append(f"ended without a word during {content['in_progress']}")
    lines += [f"{name} may or may not have had its effect" for name in content["unknown"]]
    lines += [f"  {step['step']:9} {step['outcome']:8} {step['seconds']:7.2f} s  {step['sentence']}" for step in content["steps"]]
    applied, live = content.get("applied"), content.get("live")
    lines.append(f"applied   {', '.join(applied['migrations'])}" if applied else "applied   not proven by this run")
    lines.append(f"live      {live['commit'][:10]} at {live['url']}" if live else "live      not known to this run")
    return lines
