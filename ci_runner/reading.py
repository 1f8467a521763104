"""What a text says once broken lines, escapes and quotes are undone, and where in it each sign was written. Pure.

A secret is looked for in what a text says, and so in every spelling at once: percent signs in either case and any depth, the backslashes of JSON,
YAML, shells and git, entities, zero-width signs, lines wrapped by a tool. Texts and secrets are read the same way, so a reading need not be right for
the language that a text is in: a wrong one is wrong on both sides.
"""

import html
import re
from collections.abc import Callable
from typing import NamedTuple

# The end of a line and what indents the next one; a colour.
_BREAK = re.compile(r"\r?\n[ \t]*|\x1b\[[0-9;?]*[A-Za-z]")
_ESCAPED = re.compile(
    r"(?=[%\\&])(?:"  # nothing else begins an escape: without this it takes five times as long
    r"(?P<bytes>(?:(?:%(?:25)*|\\+x)[0-9a-fA-F]{2}|\\+[0-3][0-7]{2})+)"
    r"|(?P<units>(?:\\+u[0-9a-fA-F]{4})+)"
    r"|\\+(?:U(?P<point>[0-9a-fA-F]{8})|u\{(?P<braced>[0-9a-fA-F]{1,6})\})"
    r"|\\+[nrt]"
    r"|&(?:amp;)*(?P<entity>\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
)
_BYTE = re.compile(r"(?:%(?:25)*|\\+x)([0-9a-fA-F]{2})|\\+([0-3][0-7]{2})")
# Blanks, quotes, backslashes, signs that nobody sees: tools add and remove them around and inside of what they print.
_SILENT = re.compile(r"[\s'\"`\\\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_DEEPEST = 3


class _Pass(NamedTuple):
    """One thing that is undone, and what is put in its place."""

    pattern: re.Pattern[str]
    meant: Callable[[re.Match[str]], str]


def read(text: str) -> str:
    """What `text` says."""
    for pattern, meant in _PASSES:
        text = pattern.sub(meant, text)
    return text


def masked(text: str, known: Callable[[str], re.Pattern[str] | None], mask: str) -> str:
    """`text` with `mask` wherever it says what is `known`: asked with what the text says, that gives a pattern of what to mask in it."""
    pattern = known(read(text))
    if pattern is None:
        return text
    said, spans = text, [(place, place + 1) for place in range(len(text))]
    for one in _PASSES:
        said, spans = _undone(said, spans, one)
    kept, behind = [], 0
    for found in pattern.finditer(said):
        kept.append(text[behind : spans[found.start()][0]])
        behind = spans[found.end() - 1][1]
    return mask.join([*kept, text[behind:]])


def _undone(text: str, spans: list[tuple[int, int]], one: _Pass) -> tuple[str, list[tuple[int, int]]]:
    """The text after one pass, and for each of its signs where it was written; what was written as one stands there as a whole."""
    said, places, behind = [], [], 0
    for found in one.pattern.finditer(text):
        meant = one.meant(found)
        said += [text[behind : found.start()], meant]
        places += [*spans[behind : found.start()], *[(spans[found.start()][0], spans[found.end() - 1][1])] * len(meant)]
        behind = found.end()
    return "".join([*said, text[behind:]]), [*places, *spans[behind:]]


def _nothing(_found: re.Match[str]) -> str:
    return ""


def _meant(found: re.Match[str]) -> str:
    """The signs that an escape stands for."""
    if found["bytes"]:
        return _decoded(bytes(int(hexadecimal, 16) if hexadecimal else int(octal, 8) for hexadecimal, octal in _BYTE.findall(found["bytes"])))
    if found["units"]:
        return bytes.fromhex(re.sub(r"\\+u", "", found["units"])).decode("utf-16-be", "replace")
    if found["point"] or found["braced"]:
        return html.unescape(f"&#x{found['point'] or found['braced']};")
    return html.unescape(f"&{found['entity']};") if found["entity"] else " "


def _decoded(content: bytes) -> str:
    r"""The bytes as text: `\xfc` is a byte to some and a letter to others."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


# What an escape stands for may be written in escapes too.
_PASSES = (_Pass(_BREAK, _nothing), *(_Pass(_ESCAPED, _meant),) * _DEEPEST, _Pass(_SILENT, _nothing))
