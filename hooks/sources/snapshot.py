"""drizzle-kit's snapshots: the schema that the migrations up to one of them build.

Source of the format: `server/drizzle/meta/NNNN_snapshot.json`, versions 5 and 6; version 5 is read as `drizzle-kit up` would rewrite it.
Version 7 is drizzle-kit 1.x's (see `snapshot_entities`). The place of a snapshot in its chain is read apart (see `snapshot_ids`).
"""

from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources import json_places
from hooks.sources.js_text import json_text
from hooks.sources.json_shape import Misshapen, flag, mapping, optional_text, records, text, texts
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, Unique, View

_VERSIONS = ("5", "6", "7")
ENTITIES = "7"
"""drizzle-kit 1.x's version: it lists entities, and what counts as a change is not what it was."""
_KINDS = ("stored", "virtual")


class Snapshot(NamedTuple):
    """One snapshot: where it lies, its version, and its schema."""

    path: str
    version: str
    schema: Schema


def read(path: str, content: bytes) -> Snapshot:
    """Read a snapshot. Raises NoVerdict at the place where it is not JSON, or not shaped as drizzle-kit shapes it."""
    document = json_places.read(path, content)
    try:
        _require_whole_characters(document)
        return _snapshot(path, document.value)
    except Misshapen as wrong:
        where = f'"{".".join(wrong.keys)}" ' if wrong.keys else "it "
        raise NoVerdict(f"not a drizzle-kit snapshot of SQLite: {where}{wrong.what}", _place(document, wrong.keys)) from wrong
    except RecursionError as error:
        raise NoVerdict("not a drizzle-kit snapshot of SQLite: nested too deeply", Location(path)) from error


def _snapshot(path: str, root: object) -> Snapshot:
    record = mapping(root)
    version = text(record, "version")
    if version not in _VERSIONS:
        raise Misshapen(f'is "{version}", and only versions {_VERSIONS[0]} to {_VERSIONS[-1]} can be read', "version")
    if text(record, "dialect") != "sqlite":
        raise Misshapen('is not "sqlite"', "dialect")
    if version == ENTITIES:
        from hooks.sources import snapshot_entities

        return Snapshot(path, version, snapshot_entities.schema(record))
    expressions = _expressions(record)
    tables = records(record, "tables", lambda value: _table(value, expressions))
    return Snapshot(path, version, Schema(tables, records(record, "views", _view, missing={})))


def _expressions(record: dict[str, Any]) -> dict[str, frozenset[str]]:
    """What stands for a column in an index but is SQL, by the name of the index; kept apart from the tables, and not always there."""
    internal = mapping(record.get("internal", {}), "internal")
    indexes = mapping(internal.get("indexes", {}), "internal", "indexes")
    return {name: frozenset(mapping(mapping(index, "internal", "indexes", name).get("columns", {}))) for name, index in indexes.items()}


def _table(value: object, expressions: dict[str, frozenset[str]]) -> Table:
    record = mapping(value)
    name = text(record, "name")
    return Table(
        name,
        records(record, "columns", _column),
        records(record, "indexes", lambda index: _index(index, expressions)),
        records(record, "foreignKeys", lambda key: _foreign_key(key, name)),
        records(record, "compositePrimaryKeys", _primary_key),
        records(record, "uniqueConstraints", _unique, missing={}),
        records(record, "checkConstraints", _check, missing={}),
    )


def _column(value: object) -> Column:
    record = mapping(value)
    return Column(
        text(record, "name"),
        text(record, "type"),
        flag(record, "primaryKey"),
        flag(record, "notNull"),
        flag(record, "autoincrement", missing=False),
        _default(record["default"]) if "default" in record else None,
        _generated(record["generated"]) if "generated" in record else None,
    )


def _default(value: object) -> str:
    """The JSON text of a default. Before version 6 objects were kept as such; `drizzle-kit up` quotes their JSON."""
    return json_text(f"'{json_text(value)}'" if isinstance(value, (dict, list)) else value)


def _generated(value: object) -> Generated:
    record = mapping(value, "generated")
    if record.get("type") not in _KINDS:
        raise Misshapen('is neither "stored" nor "virtual"', "generated", "type")
    return Generated(text(record, "as"), text(record, "type"))


def _index(value: object, expressions: dict[str, frozenset[str]]) -> Index:
    record = mapping(value)
    name = text(record, "name")
    index = Index(name, texts(record, "columns"), flag(record, "isUnique"), optional_text(record, "where"))
    return index._replace(expressions=expressions[name]) if name in expressions else index


def _foreign_key(value: object, table: str) -> ForeignKey:
    record = mapping(value)
    if text(record, "tableFrom") != table:
        raise Misshapen("is not the table that it stands in", "tableFrom")
    return ForeignKey(
        text(record, "name"),
        texts(record, "columnsFrom"),
        text(record, "tableTo"),
        texts(record, "columnsTo"),
        # An action that is not there at all differs from "no action", for drizzle-kit too.
        optional_text(record, "onDelete") or "",
        optional_text(record, "onUpdate") or "",
    )


def _primary_key(value: object) -> PrimaryKey:
    record = mapping(value)
    return PrimaryKey(optional_text(record, "name") or "", texts(record, "columns"))


def _unique(value: object) -> Unique:
    record = mapping(value)
    return Unique(text(record, "name"), texts(record, "columns"))


def _check(value: object) -> Check:
    record = mapping(value)
    return Check(text(record, "name"), text(record, "value"))


def _view(value: object) -> View:
    record = mapping(value)
    return View(text(record, "name"), optional_text(record, "definition"), flag(record, "isExisting"))


def _require_whole_characters(document: json_places.Json) -> None:
    r"""JSON may hold half of a surrogate pair (`"\ud800"`), which no output can print."""
    if "\\ud" not in document.text.lower():
        return
    try:
        json_text(document.value).encode()
    except UnicodeEncodeError as error:
        raise Misshapen("holds half of a character (a lone surrogate)") from error


def _place(document: json_places.Json, keys: tuple[str, ...]) -> Location:
    """Where the part that `keys` lead to stands, as far as they lead."""
    start, place = 0, Location(document.path)
    value = document.value
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            break
        part = document.members(start)[key]
        start, place, value = part.start, document.place(part), part.value
    return Location(place.path, place.line, place.column)
