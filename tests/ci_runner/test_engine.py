"""Beside the key, and on a fork's code, the pipeline never lets the project's drizzle-kit run, whatever the policy says."""

from dataclasses import replace
from pathlib import Path

import pytest

from ci_runner import assembly, event
from ci_runner.event import Checkout, Kind
from ci_runner.model import Stage
from hooks.judge import judge
from tests.guestbook import Guestbook


@pytest.mark.parametrize(
    ("goal", "fork", "asked"),
    [
        pytest.param(Stage.PLAN, False, True, id="plan"),
        pytest.param(Stage.PLAN, True, False, id="plan of a fork"),
        pytest.param(Stage.DEPLOY, False, False, id="deploy"),
    ],
)
def test_who_reads_the_schema(guestbook: Guestbook, tmp_path: Path, goal: Stage, fork: bool, asked: bool) -> None:
    node = tmp_path / "bin" / "node"
    node.parent.mkdir()
    node.write_text('#!/bin/sh\n: > "${0%/*}/ran"\n', encoding="utf-8")
    node.chmod(0o755)
    guestbook.write(".edgespark-ci.yaml", "engine: drizzle-kit\n")
    happened = replace(event.rehearsed(Kind.PUSH, Checkout("0" * 40), "a"), base=None, fork=fork)
    request = assembly._request(guestbook.path, None, happened, goal)
    judge(request, guestbook.path, {"PATH": str(node.parent)})
    assert (node.parent / "ran").exists() is asked
