"""Words of TypeScript: literals, identifiers, and what the imported functions are called."""

from itertools import pairwise

from tests.oracle.model import Style


def literal(value: str, style: Style) -> str:
    """A string literal."""
    body = value.replace("\\", "\\\\").replace(style.quote, f"\\{style.quote}").replace("\n", "\\n")
    return f"{style.quote}{body}{style.quote}"


def builder(name: str, style: Style) -> str:
    """How a function of `drizzle-orm/sqlite-core` is called in this style."""
    if style.imports == "namespace":
        return f"s.{name}"
    return f"{name}_" if style.imports == "aliased" else name


def has_word(body: str, name: str) -> bool:
    """Whether `name` stands in the text as a whole word."""
    parts = body.split(name)
    return any(not _is_letter(before[-1:]) and not _is_letter(after[:1]) for before, after in pairwise(parts))


def _is_letter(character: str) -> bool:
    return bool(character) and (character.isalnum() or character in {"_", "$"})
