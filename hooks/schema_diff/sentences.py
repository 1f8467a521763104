"""What a change is, in plain English: lower case, no full stop, the declared side first."""

import json
from collections.abc import Callable
from typing import NamedTuple

from hooks.schema_diff.change import Object, Thing
from hooks.sources.schema import Check, Column, ForeignKey, Index, PrimaryKey, Unique, View

_LONGEST = 80
_SAID = {"as ": "", "not as ": "not ", "with ": "", "without a ": "no ", "without ": "no "}
_MADE = {Thing.TABLE: "creates", Thing.VIEW: "creates"}


class _Style(NamedTuple):
    """How expressions and defaults are shown."""

    expression: Callable[[str], str]
    default: Callable[[str], str]


def added(thing: Thing, table: str, name: str) -> str:
    """Something declared that no migration makes."""
    return f"{named(thing, table, name)} is declared but no migration {_MADE.get(thing, 'adds')} it"


def dropped(thing: Thing, table: str, name: str) -> str:
    """Something the migrations make that is no longer declared."""
    return f"{named(thing, table, name)} is gone from db_schema.ts, but no migration drops it"


def altered(thing: Thing, table: str, name: str, old: Object, new: Object) -> str:
    """Something that both sides have, differently."""
    declared, migrated = (", ".join(map(_bare, side)) for side in zip(*_differing(old, new), strict=True))
    return f"{named(thing, table, name)}: db_schema.ts says {declared}, the migrations say {migrated}"


def named(thing: Thing, table: str, name: str) -> str:
    """An object with its table: `column "posts.slug"`, `index "posts_slug" of "posts"`."""
    if thing in {Thing.TABLE, Thing.VIEW}:
        return f'{thing.value} "{name}"'
    if thing is Thing.COLUMN:
        return f'column "{table}.{name}"'
    return f'{thing.value} "{name}" of "{table}"' if name else f'{thing.value} of "{table}"'


def traits(old: Object, new: Object) -> tuple[str, str]:
    """Both sides in words, only where they differ."""
    pairs = _differing(old, new)
    return ", ".join(declared for declared, _ in pairs), ", ".join(migrated for _, migrated in pairs)


def _differing(old: Object, new: Object) -> list[tuple[str, str]]:
    """Declared and migrated words, at least one pair: letter by letter where short words hide the difference, such as one of spaces."""
    return _pairs(old, new, _SHORT) or _pairs(old, new, _EXACT) or [("it one way", "it another way")]


def _pairs(old: Object, new: Object, style: _Style) -> list[tuple[str, str]]:
    return [(declared, migrated) for declared, migrated in zip(_words(new, style), _words(old, style), strict=True) if declared != migrated]


def _bare(words: str) -> str:
    """A trait as somebody says it, not as something is: `default 'Open'`, not `with default 'Open'`."""
    for begin, said in _SAID.items():
        if words.startswith(begin):
            return said + words.removeprefix(begin)
    return words


def _words(record: Object, style: _Style) -> tuple[str, ...]:
    words: tuple[str, ...] = ()
    match record:
        case Column():
            words = _column_words(record, style)
        case Index():
            unique = "as a unique index" if record.unique else "as a plain index"
            words = (unique, f"on ({', '.join(record.columns)})", f"where {style.expression(record.where)}" if record.where else "without a where")
        case ForeignKey():
            to = f"from ({', '.join(record.columns)}) to {record.table_to}({', '.join(record.columns_to)})"
            words = (to, f"on delete {record.on_delete or 'unset'}", f"on update {record.on_update or 'unset'}")
        case PrimaryKey() | Unique():
            words = (f"on ({', '.join(record.columns)})",)
        case Check():
            words = (f"as {style.expression(record.expression)}",)
        case View():
            words = ("as existing elsewhere" if record.existing else f"as {style.expression(record.definition or 'nothing')}",)
    return words


def _column_words(column: Column, style: _Style) -> tuple[str, ...]:
    generated = column.generated
    return (
        f"as {column.type or 'a column without type'}",
        "as primary key" if column.primary_key else "not as primary key",
        "with autoincrement" if column.autoincrement else "without autoincrement",
        "NOT NULL" if column.not_null else "nullable",
        f"with default {style.default(column.default)}" if column.default is not None else "without default",
        f"generated as {style.expression(generated.expression)} {generated.kind}" if generated else "not generated",
    )


def _short(expression: str) -> str:
    flat = " ".join(expression.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}\u2026"


def _exact(expression: str) -> str:
    return json.dumps(expression, ensure_ascii=False)


def default_text(default: str) -> str:
    """A default as drizzle-kit writes it into SQL, from its JSON text."""
    return str(json.loads(default)) if default.startswith('"') else default


_SHORT = _Style(_short, default_text)
_EXACT = _Style(_exact, str)
