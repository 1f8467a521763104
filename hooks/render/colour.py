"""Colours of the text format: whether they are wanted, and what they are."""

from collections.abc import Mapping

_BOLD, _RED, _YELLOW, _CYAN, _GREEN = "1", "1;31", "1;33", "36", "32"
_CODES = {"place": _BOLD, "error": _RED, "warning": _YELLOW, "no verdict": _YELLOW, "caret": _RED, "repair": _GREEN, "note": _CYAN}


def wanted(environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether to colour: `NO_COLOR` (no-color.org) weighs most, then `FORCE_COLOR` (force-color.org), then what the output is."""
    if environ.get("NO_COLOR"):
        return False
    return bool(environ.get("FORCE_COLOR")) or (is_terminal and environ.get("TERM") != "dumb")


def paint(role: str, words: str) -> str:
    """`words` in the colour of their role."""
    return f"\x1b[{_CODES[role]}m{words}\x1b[0m" if words else words
