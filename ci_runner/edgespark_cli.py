"""The `edgespark` command as a run may use it: one at a time, with a deadline, and with the key only where that is allowed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ci_runner import environment
from hooks import child, edgespark
from hooks.edgespark import Cli, Generation
from hooks.project import Project

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_EXCERPT_LINES = 40
_EXCERPT_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended and what it said on both streams (`out` and `err`), colours removed."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str
    timed_out: bool = False

    @property
    def text(self) -> str:
        """All it said; the CLI speaks to people on stderr and prints tables on stdout."""
        return "\n".join(part.strip() for part in (self.out, self.err) if part.strip())

    @property
    def excerpt(self) -> str:
        """The end of what it said, short enough for a log."""
        lines = [line.rstrip() for line in self.text.splitlines() if line.strip()]
        return "\n".join(lines[-_EXCERPT_LINES:])[-_EXCERPT_CHARACTERS:]

    @property
    def shown(self) -> str:
        """The command as a person would type it."""
        return " ".join(self.command)

    @property
    def completed(self) -> child.Completed:
        """The answer as the child gave it, for whoever reads children."""
        return child.Completed(self.code, self.out.encode(), self.err.encode(), timed_out=self.timed_out)


class EdgesparkCli:
    """The CLI for one project in the checkout at `top`. `lock` is inherited by every child, so that none outlives it unseen."""

    def __init__(self, top: Path, project: Project, environ: Mapping[str, str], lock: int) -> None:
        self._top = top
        self._project = project
        self._environ = environ
        self._lock = lock

    @cached_property
    def probed(self) -> Cli | None:
        """What the command is and can do, asked once and without a key; None where there is none."""
        server = self._top / self._project.server
        return edgespark.probe(environment.for_build(self._environ), self._top / self._project.root, server=server)

    def aimed(self, environment: str, *words: str) -> tuple[str, ...]:
        """The words of a command, aimed at an environment: 0.0.9 means staging unless told otherwise, and ignores the variable for it.

        The documented generation has one environment, and nobody has seen whether its commands take the option.
        """
        is_legacy = self.probed is not None and self.probed.generation is Generation.LEGACY
        return (*words, "--environment", environment) if is_legacy else words

    def has(self, *words: str) -> bool:
        """Whether it offers that command."""
        return self.probed is not None and self.probed.has(*words)

    def run(self, *arguments: str, seconds: float, beside: Path | None = None) -> Answer:
        """Run `edgespark ARGUMENTS` with the key, in the checkout or in the worktree `beside` it. Raises NotStarted."""
        if self.probed is None:
            raise child.NotStarted("there is no `edgespark` command here")
        completed = child.run(
            (*self.probed.argv, *arguments),
            seconds=seconds,
            cwd=(beside or self._top) / edgespark.root(self.probed.generation, self._project),
            env=environment.for_platform(self._environ),
            pass_fds=(self._lock,),
        )
        return answered(("edgespark", *arguments), completed)

    def build(self, *command: str, directory: Path, seconds: float) -> Answer:
        """Run a command of the project's own, such as npm or a compiler: without the key. Raises NotStarted."""
        completed = child.run(command, seconds=seconds, cwd=directory, env=environment.for_build(self._environ), pass_fds=(self._lock,))
        return answered(command, completed)


def answered(command: tuple[str, ...], completed: child.Completed) -> Answer:
    """A finished child as text."""
    return Answer(command, completed.code, _text(completed.stdout), _text(completed.stderr), completed.timed_out)


def _text(content: bytes) -> str:
    return _COLOUR.sub("", content.decode("utf-8", "replace").replace("\r\n", "\n"))
