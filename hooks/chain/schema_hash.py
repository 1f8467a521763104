"""The platform's hash of the schema file: whether `db_schema.ts` is, byte by byte, what `edgespark db generate` last read.

Source: observed in public projects; `<server>/drizzle/meta/_edgespark_schema_hash` holds the SHA-256 of the file's raw bytes in hex.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from hooks.project import Project


class HashState(Enum):
    """How the stored hash and the schema file stand to each other."""

    MISSING = "there is no stored hash, or no schema file"
    CURRENT = "the hash is that of the file"
    OTHER_LINE_ENDINGS = "the hash is that of the file with other line endings"
    STALE = "the hash is that of other content"


def path(project: Project) -> str:
    """Where the stored hash lies."""
    return f"{project.drizzle_path}/meta/_edgespark_schema_hash"


def state(project: Project) -> HashState:
    """How the stored hash and the schema file stand to each other."""
    stored, schema = project.content(path(project)), project.content(project.schema_path)
    if stored is None or schema is None:
        return HashState.MISSING
    sha256 = _sha256()
    # Some versions of the CLI end the file with a newline.
    wanted = stored.decode("utf-8", "replace").strip().lower()
    if wanted == sha256(schema).hexdigest():
        return HashState.CURRENT
    unix = schema.replace(b"\r\n", b"\n")
    others = (unix, unix.replace(b"\n", b"\r\n"))
    return HashState.OTHER_LINE_ENDINGS if any(wanted == sha256(other).hexdigest() for other in others) else HashState.STALE


def _sha256() -> "Callable[[bytes], Any]":
    """The interpreter's own SHA-256: hashlib loads OpenSSL first, 4 ms that a commit would wait for."""
    from importlib import import_module

    for module in ("_sha2", "_sha256", "hashlib"):  # Python 3.12, Python 3.11, any
        try:
            digest: Callable[[bytes], Any] = import_module(module).sha256
        except ImportError:
            continue
        return digest
    raise ImportError("this Python has no SHA-256")


def proves_untouched(project: Project) -> bool:
    """Whether the schema is certainly what it was at the last `db generate`: the hash is that of the file, and no other file declares it."""
    declared = project.declared
    return declared is not None and proves_untouched_in(project, declared.files)


def proves_untouched_in(project: Project, files: Iterable[str]) -> bool:
    """The same for a schema that was read from `files`, those among them that could not be found.

    Line endings count for nothing: JavaScript reads those inside template strings as line feeds too.
    """
    if state(project) not in {HashState.CURRENT, HashState.OTHER_LINE_ENDINGS}:
        return False
    return all(file == project.schema_path or "/__generated__/" in file for file in files)
