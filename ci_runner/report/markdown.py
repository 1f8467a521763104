"""Other people's text in Markdown: it shows as it is, means nothing, and calls nobody."""

import re
from urllib.parse import quote

# `&` begins an entity, `@name` calls somebody, `#1` and `GH-1` link an issue, which then shows the link to its readers.
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~&!$])")
_CALL = re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)", re.IGNORECASE)
_NO_URL = re.compile(r"[\s<>\"`\\]")
_ZERO_WIDTH_SPACE = "\u200b"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def cell(text: str) -> str:
    """One line, for a cell of a table or a sentence."""
    return _MARKS.sub(r"\\\1", _uncalling(" ".join(_CONTROL.sub(" ", text).split())))


def fenced(text: str) -> str:
    """Several lines, in a fence longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{_CONTROL.sub(' ', text)}\n{fence}"


def address(url: str) -> str:
    """A URL between `<` and `>`."""
    return _NO_URL.sub(lambda found: quote(found[0]), url)


def _uncalling(text: str) -> str:
    """GitHub looks for names in the text that is shown, so no escape of Markdown stops it: the mark and the name are parted."""
    return _CALL.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", text)
