"""Projects of the sandbox, and the types that the platform would hand them."""

import hashlib
from dataclasses import dataclass

from ci_runner.sandbox.state import State

TYPES = """\
// Types of the edgespark-ci sandbox. They are not the platform's: a project that brings its own is served its own.
export interface BucketDef<Name extends string = string> { bucket_name: Name; description: string }
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Client<Tables = unknown> { db: any; storage: any; auth: any; secret: { get(key: string): string | null }; tables?: Tables }
"""


@dataclass(frozen=True, slots=True)
class Types:
    """The content of `server-types.d.ts` and the checksum that the platform calls it by."""

    content: str
    hash: str

    @classmethod
    def of(cls, content: str) -> "Types":
        """Types whose checksum is made here; the platform's own cannot be computed from the content."""
        return cls(content, f"sha256-{hashlib.sha256(content.encode()).hexdigest()}")

    @property
    def newer(self) -> "Types":
        """A release after this one."""
        return Types.of(f"{self.content}\n// edgespark-ci sandbox: a newer release\n")


def create(state: State, project: str, *, name: str, types: Types | None = None) -> None:
    """Let `project` exist; what it held before stays, its types are these."""
    kept = types or Types.of(TYPES)
    state.write(
        "INSERT INTO project (id, name, types, types_hash) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, types = excluded.types, types_hash = excluded.types_hash",
        (project, name, kept.content, kept.hash),
    )


def exists(state: State, project: str) -> bool:
    """Whether there is such a project."""
    return state.row("SELECT 1 FROM project WHERE id = ?", (project,)) is not None


def name_of(state: State, project: str) -> str:
    """The name of a project that exists."""
    return str(state.row("SELECT name FROM project WHERE id = ?", (project,))["name"])


def types_of(state: State, project: str) -> Types:
    """The types of a project that exists."""
    row = state.row("SELECT types, types_hash FROM project WHERE id = ?", (project,))
    return Types(row["types"], row["types_hash"])
