"""The `edgespark` command as a run may use it: one at a time, with a deadline, and with the key only where that is allowed."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ci_runner import log_tail
from ci_runner.log_tail import LogTail
from ci_runner.redact import Redactor
from hooks import child
from hooks.platform import edgespark, environment
from hooks.platform.edgespark import Cli, Generation
from hooks.project import Project

# Colours and other orders to a terminal (CSI), titles and links (OSC).
_COLOUR = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
_EXCERPT_LINES = 40
_EXCERPT_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended and what it said on both streams (`out` and `err`), colours removed. `redact` is for what is shown of it."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str
    timed_out: bool = False
    redact: Callable[[str], str] = str

    @property
    def text(self) -> str:
        """All it said; the CLI speaks to people on stderr and prints tables on stdout."""
        return "\n".join(part.strip() for part in (self.out, self.err) if part.strip())

    @property
    def excerpt(self) -> str:
        """The end of what it said, short enough for a log; redacted before it is cut, since a half of a secret is known to nobody."""
        lines = [line.rstrip() for line in self.redact(self.text).splitlines() if line.strip()]
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

    def __init__(self, top: Path, project: Project, environ: Mapping[str, str], lock: int, redact: Redactor) -> None:
        self._top = top
        self._project = project
        self._environ = environ
        self._lock = lock
        self._redact = redact
        self._groups: dict[str, frozenset[str]] = {}

    @cached_property
    def probed(self) -> Cli | None:
        """What the command is and can do, asked once and without a key; None where there is none."""
        server = self._top / self._project.server
        return edgespark.probe(environment.for_build(self._environ), self._top / self._project.root, server=server)

    @property
    def is_observed(self) -> bool:
        """Whether it is of the generation whose words and exit codes have been seen."""
        return self.probed is not None and self.probed.generation is Generation.LEGACY

    def _within(self, probed: Cli, group: str) -> frozenset[str]:
        if group not in self._groups:
            self._groups[group] = edgespark.within(probed.argv, group, environment.for_build(self._environ), self._top / self._project.root)
        return self._groups[group]

    def aimed(self, environment: str, *words: str) -> tuple[str, ...]:
        """The words of a command, aimed at an environment: 0.0.9 means staging unless told otherwise, and ignores the variable for it.

        The documented generation has one environment, and nobody has seen whether its commands take the option.
        """
        return (*words, "--environment", environment) if self.is_observed else words

    def has(self, *words: str) -> bool:
        """Whether it offers that command. The sub-commands of a group are asked for when the first of them is."""
        if self.probed is None or not self.probed.has(words[0]):
            return False
        return self.probed.has(*words) or " ".join(words) in self._within(self.probed, words[0])

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
        return answered(("edgespark", *arguments), completed, self._redact)

    def tailing(self, environment_name: str) -> AbstractContextManager[LogTail]:
        """Run `edgespark log tail` beside other commands, the one that may, until the end of the block. Raises NotStarted."""
        if self.probed is None:
            raise child.NotStarted("there is no `edgespark` command here")
        process = child.start(
            (*self.probed.argv, *self.aimed(environment_name, "log", "tail")),
            cwd=self._top / edgespark.root(self.probed.generation, self._project),
            env=environment.for_platform(self._environ),
            pass_fds=(self._lock,),
        )
        return log_tail.following(process)

    def build(self, *command: str, directory: Path, seconds: float) -> Answer:
        """Run a command of the project's own, such as npm or a compiler: without the key. Raises NotStarted."""
        completed = child.run(command, seconds=seconds, cwd=directory, env=environment.for_build(self._environ), pass_fds=(self._lock,))
        return answered(command, completed, self._redact)


def answered(command: tuple[str, ...], completed: child.Completed, redact: Redactor) -> Answer:
    """A finished child as text."""
    return Answer(command, completed.code, _text(completed.stdout), _text(completed.stderr), completed.timed_out, redact)


def _text(content: bytes) -> str:
    return _COLOUR.sub("", content.decode("utf-8", "replace").replace("\r\n", "\n"))
