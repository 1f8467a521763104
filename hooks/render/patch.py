"""Files that would change, as a patch that `git apply` takes."""

from difflib import unified_diff
from io import StringIO

_CONTROLS = {code: f"\\{code:03o}" for code in (*range(32), 127)}
_QUOTED = _CONTROLS | {ord("\t"): "\\t", ord("\n"): "\\n", ord('"'): '\\"', ord("\\"): "\\\\"}


def patch(path: str, old: bytes, new: bytes) -> str:
    """A unified diff of one file, lines ended by a line feed only; bytes that are not UTF-8 as surrogates."""
    before, after = (list(StringIO(content.decode("utf-8", "surrogateescape"), newline="\n")) for content in (old, new))
    lines = unified_diff(before, after, _name(f"a/{path}"), _name(f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _name(path: str) -> str:
    """The path as git writes it: quoted like a C string where a control character would end it."""
    return f'"{path.translate(_QUOTED)}"' if any(ord(character) in _CONTROLS for character in path) else path
