"""The `edgespark` command as it is found: probed, never assumed, because two generations of it are about and only one fits a project's layout.

Nothing here talks to the platform. Both packages use it: the rule `stale-types`, and the runner.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hooks import child
from hooks.platform.layout import Layout

if TYPE_CHECKING:
    from hooks.child import Completed
    from hooks.project import Project

VARIABLE = "EDGESPARK_CLI"
_PROBE_SECONDS = 30.0
# The groups by which the generations are told apart, or that a rule needs; each costs a start of Node.js, so `within` asks for the others.
_GROUPS = frozenset({"db", "pull"})
_PLATFORM_WORDS = ("API error: 5", "API error: 429", "API error: 408")


class Generation(Enum):
    """Which commands the CLI has. LEGACY is `@edgespark/cli` 0.0.9; DOCUMENTED has the database commands of the documentation."""

    LEGACY = "legacy"
    DOCUMENTED = "documented"
    UNKNOWN = "unknown"


class Cli(NamedTuple):
    """What the command is and can do. `commands` holds `deploy`, `db migrate`, `pull types` …; `trouble` says why a probe learned nothing."""

    argv: tuple[str, ...]
    version: str
    commands: frozenset[str]
    trouble: str = ""

    def has(self, *words: str) -> bool:
        """Whether it offers that command: `has("db", "migrate")`."""
        return " ".join(words) in self.commands

    @property
    def generation(self) -> Generation:
        """The generation, told by what it offers and never by its version."""
        if self.has("db", "migrate"):
            return Generation.DOCUMENTED
        return Generation.LEGACY if self.has("pull") and self.has("deploy") else Generation.UNKNOWN

    def fits(self, layout: Layout) -> bool:
        """Whether its answers mean something there: at a modern root 0.0.9 calls fresh types stale."""
        return (self.generation, layout) in {(Generation.LEGACY, Layout.LEGACY), (Generation.DOCUMENTED, Layout.MODERN)}


class TypesVerdict(Enum):
    """What `edgespark pull types --check` came to."""

    FRESH = "fresh"
    STALE = "stale"
    UNAUTHENTICATED = "unauthenticated"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


def located(environ: Mapping[str, str], directories: Sequence[Path]) -> tuple[str, ...] | None:
    """The command to call: what EDGESPARK_CLI names, else the project's own below `directories`, else the one on PATH; None where there is none."""
    import shutil

    path = environ.get("PATH", os.defpath)
    if named := environ.get(VARIABLE):
        found = shutil.which(named, path=path)
        return (os.path.abspath(found),) if found else None  # noqa: PTH100 - as below
    own = (shutil.which(directory / "node_modules" / ".bin" / "edgespark") for directory in directories)
    command = next((found for found in own if found), None) or shutil.which("edgespark", path=path)
    return (os.path.abspath(command),) if command else None  # noqa: PTH100 - resolve() would follow npm's link and lose the name


def probe(environ: Mapping[str, str], directory: Path, *, server: Path | None = None) -> Cli | None:
    """Ask the command of the project at `directory` what it is, without a key or the network; None where there is no command.

    `server` is the directory of the server code, which may hold a CLI of its own.
    """
    argv = located(environ, (directory,) if server is None else (server, directory))
    return None if argv is None else asked(argv, environ, directory)


def asked(argv: tuple[str, ...], environ: Mapping[str, str], directory: Path) -> Cli:
    """What the command `argv` says of itself: its version, and the commands that its help lists."""
    version = _said(argv, ("--version",), environ, directory)
    top = _said(argv, ("--help",), environ, directory)
    commands = set(_listed(top.stdout))
    for group in sorted(commands & _GROUPS):
        commands |= within(argv, group, environ, directory)
    trouble = "" if commands else (_last_line(top.stderr) or _last_line(version.stderr) or f"`edgespark --help` ended with {top.code}")
    return Cli(argv, _last_line(version.stdout) if version.code == 0 else "", frozenset(commands), trouble)


def within(argv: tuple[str, ...], group: str, environ: Mapping[str, str], directory: Path) -> frozenset[str]:
    """The commands of a group, as the help of the command `argv` lists them: `storage apply`."""
    return frozenset(f"{group} {name}" for name in _listed(_said(argv, (group, "--help"), environ, directory).stdout))


def root(generation: Generation, project: "Project") -> str:
    """The repository-relative directory in which commands of that generation run."""
    return project.server if generation is Generation.LEGACY else project.root


def types_verdict(answer: "Completed") -> TypesVerdict:
    """Read the end of `pull types --check`. Exit 1 says stale, but also a bad option or a broken file: only the text tells.

    Source: 0.0.9 run against a local server; what the documented generation says is unknown but for `Not authenticated`.
    """
    text = said(answer)
    if answer.timed_out:
        return TypesVerdict.UNREACHABLE
    if "Types are stale" in text:
        return TypesVerdict.STALE
    if answer.code == 0:
        return TypesVerdict.FRESH
    if any(sign in text for sign in ("Not authenticated", "API key required", "API error: 401", "API error: 403")):
        return TypesVerdict.UNAUTHENTICATED
    if answer.code == 6 and ("API error" not in text or any(word in text for word in _PLATFORM_WORDS)):  # noqa: PLR2004 - "network" in 0.0.9
        return TypesVerdict.UNREACHABLE
    return TypesVerdict.UNKNOWN


def said(answer: "Completed") -> str:
    """All that a command printed; the CLI speaks to people on stderr."""
    return "\n".join(part.decode("utf-8", "replace").strip() for part in (answer.stdout, answer.stderr)).strip()


def _said(argv: tuple[str, ...], arguments: tuple[str, ...], environ: Mapping[str, str], directory: Path) -> "Completed":
    """The command's answer about itself; one that cannot even start answers with its reason."""
    quiet = {**{name: value for name, value in environ.items() if name != "EDGESPARK_API_KEY"}, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
    try:
        return child.run((*argv, *arguments), seconds=_PROBE_SECONDS, cwd=directory, env=quiet)
    except child.NotStarted as error:
        return child.Completed(127, b"", str(error).encode())


def _listed(help_text: bytes) -> Iterator[str]:
    """The commands below `Commands:`: each line's first word, where the line is indented as far as the first one."""
    _, _, below = help_text.decode("utf-8", "replace").partition("\nCommands:\n")
    for line in below.splitlines():
        if not line.startswith("  "):
            return
        if line[2:3].isalpha() and line.split()[0] != "help":
            yield line.split()[0]


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
