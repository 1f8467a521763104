"""Modules written out in a test: what `hooks.sources.flow` reads instead of a project."""

from hooks.sources import key_reads, typescript
from hooks.sources.flow.program import Program
from hooks.sources.key_reads import KeyRead
from hooks.sources.typescript import Source

SRC = "server/src/"


class WrittenCode:
    """Server code by path below `server/src`; keeps which modules were parsed."""

    def __init__(self, files: dict[str, str | bytes]) -> None:
        self._files = {SRC + path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self.parsed: list[str] = []

    @property
    def code_paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def content(self, path: str) -> bytes | None:
        return self._files.get(path)

    def source(self, path: str) -> Source | None:
        self.parsed.append(path.removeprefix(SRC))
        return typescript.parse(path, self._files[path]) if path in self._files else None

    def server_path(self, *parts: str) -> str:
        return "/".join(("server", *(part for part in parts if part)))


def read_keys(files: dict[str, str | bytes]) -> list[str]:
    """`vars KEY` and `secret KEY` in the order of places; ` cast` where the compiler was told not to look, `?` before what cannot be told."""
    return [_line(read) for read in key_reads.reads(Program(WrittenCode(files))).reads]


def _line(read: KeyRead) -> str:
    return f"{read.accessor.value} {read.key or f'?{read.expression}'}{' cast' if read.cast else ''}"
