"""A runner that dies at a chosen moment, as by `kill -9`. One process that has imported everything forks each of them.

Reads one JSON array a line: the step's number, the moment (`before` it did anything, `within` it when its work is done, `behind` it when that is
written down, `at the end` when all of them are), the working directory, the environment, the arguments, and for `only` the numbers of the steps that
there are. Answers with the exit code.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from ci_runner import pipeline, plan
from ci_runner.cli import main
from ci_runner.context import Context
from ci_runner.finish import recorded
from ci_runner.model import Receipt, Step, StepResult
from tests.ci_runner.support import child_environ


@contextmanager
def dying_runners() -> Iterator[Callable[..., int]]:
    """The process, and how to start a runner in it that dies; gives that one's exit code."""
    argv = (sys.executable, "-m", "tests.ci_runner.dying")
    with subprocess.Popen(argv, env=child_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asking, answering = process.stdin, process.stdout

        def killed(*order: object) -> int:
            asking.write(json.dumps(order) + "\n")
            asking.flush()
            return int(answering.readline())

        yield killed
        asking.close()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(step: Step, moment: str) -> Step:
    def act(context: Context, receipt: Receipt) -> StepResult:
        if moment == "before":
            _die()
        result = step.act(context, receipt)
        if moment == "within":
            _die()
        return result

    return replace(step, act=act)


def _dies_behind(step: str) -> Callable[..., str]:
    def and_dies(receipt: Receipt, *arguments: Any) -> str:
        problem = recorded(receipt, *arguments)
        if receipt.in_progress is None and receipt.steps and receipt.steps[-1].step == step:
            _die()
        return problem

    return and_dies


def _run(number: int, moment: str, directory: str, environ: dict[str, str], arguments: list[str], only: list[int]) -> None:
    os.chdir(directory)
    os.environ.update(environ)
    os.dup2(os.open("output", os.O_WRONLY | os.O_CREAT), 1)  # where a walk comes by
    steps = tuple(_dying(plan.DEPLOY[one], moment) if one == number else plan.DEPLOY[one] for one in only)
    patch = pytest.MonkeyPatch()
    patch.setattr(pipeline, "planned", lambda _event, _wish: steps)
    if moment == "behind":
        patch.setattr(pipeline, "recorded", _dies_behind(plan.DEPLOY[number].name))
    if moment == "at the end":
        patch.setattr(pipeline, "announced", lambda *_arguments: _die())
    main(arguments)


if __name__ == "__main__":
    for line in sys.stdin:
        forked = os.fork()
        if not forked:
            _run(*json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])}\n")
        sys.stdout.flush()
