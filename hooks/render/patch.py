"""Files that would change, as a patch that `git apply` takes."""

from difflib import unified_diff
from io import StringIO


def patch(path: str, old: bytes, new: bytes) -> str:
    """A unified diff of one file, lines ended by a line feed only; bytes that are not UTF-8 as surrogates."""
    before, after = (list(StringIO(content.decode("utf-8", "surrogateescape"), newline="\n")) for content in (old, new))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in unified_diff(before, after, f"a/{path}", f"b/{path}"))
