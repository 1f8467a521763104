"""Changes as they are made: each with its sentence and its risk."""

from collections.abc import Iterator

from hooks.schema_diff import sentences
from hooks.schema_diff.change import Action, Change, Object, Risk, Thing
from hooks.sources.schema import Column, Index, Table, View

_KEEPS_ROWS = frozenset({Thing.TABLE, Thing.INDEX, Thing.VIEW})


def perhaps_renamed(new: list[Change], gone: list[Change]) -> Iterator[Change]:
    """Siblings of which each that is gone may have become one that is new."""
    asks = bool(new and gone)
    return (change._replace(may_be_rename=asks) for change in (*new, *gone))


def added(thing: Thing, table: str, name: str, new: Object) -> Change:
    """What is declared and no migration makes."""
    keeps = thing in _KEEPS_ROWS or (isinstance(new, Column) and not new.primary_key)
    return Change(Action.ADD, thing, table, name, None, new, sentences.added(thing, table, name), Risk.ADDITIVE if keeps else Risk.REWRITING)


def dropped(thing: Thing, table: str, name: str, old: Object) -> Change:
    """What the migrations make and nobody declares."""
    return Change(Action.DROP, thing, table, name, old, None, sentences.dropped(thing, table, name), _risk_of_dropping(old))


def _risk_of_dropping(old: Object) -> Risk:
    """A virtual column stores nothing, an index and a view nothing of their own; a key or check needs the table rebuilt."""
    match old:
        case Table():
            return Risk.DESTRUCTIVE
        case Column():
            return Risk.ADDITIVE if old.generated and old.generated.kind != "stored" else Risk.DESTRUCTIVE
        case Index() | View():
            return Risk.ADDITIVE
    return Risk.REWRITING


def altered(thing: Thing, table: str, name: str, old: Object, new: Object, how: Risk) -> Change:
    """What both have, differently."""
    return Change(Action.ALTER, thing, table, name, old, new, sentences.altered(thing, table, name, old, new), how)
