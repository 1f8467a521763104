"""Snapshots: what drizzle-kit writes is read, anything else has no verdict, and nothing raises anything else."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import snapshot, snapshot_ids
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, View

PATH = "server/drizzle/meta/0001_snapshot.json"
KEY = {"name": "fk", "tableFrom": "posts", "tableTo": "users", "columnsFrom": ["a"], "columnsTo": ["b"]}
ZERO = "00000000-0000-0000-0000-000000000000"


def column(name: str, **rest: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "primaryKey": False, "notNull": False, "autoincrement": False, **rest}


def table(**rest: Any) -> dict[str, Any]:
    return {
        "name": "posts",
        "columns": {"id": column("id")},
        "indexes": {},
        "foreignKeys": {},
        "compositePrimaryKeys": {},
        "uniqueConstraints": {},
        "checkConstraints": {},
        **rest,
    }


def document(**rest: Any) -> dict[str, Any]:
    return {"version": "6", "dialect": "sqlite", "id": "b", "prevId": ZERO, "tables": {}, "views": {}, "enums": {}, **rest}


def read(value: object) -> snapshot.Snapshot:
    return snapshot.read(PATH, json.dumps(value).encode())


def only_column(**rest: Any) -> Column:
    return read(document(tables={"posts": table(columns={"slug": column("slug", **rest)})})).schema.tables["posts"].columns["slug"]


def test_a_snapshot_knows_its_version() -> None:
    assert read(document()) == snapshot.Snapshot(PATH, "6", Schema({}, {}))


@pytest.mark.parametrize(
    ("path", "previous", "ids"),
    [
        pytest.param(PATH, {"prevId": ZERO}, (ZERO,), id="one before it"),
        pytest.param("drizzle/20260101000000_a/snapshot.json", {"prevIds": ["a", "b"]}, ("a", "b"), id="several, in 1.x"),
    ],
)
def test_the_place_of_a_snapshot_in_the_chain(path: str, previous: dict[str, object], ids: tuple[str, ...]) -> None:
    found = snapshot_ids.read(path, json.dumps({"id": "c", **previous, "tables": "x" * 9000}).encode())
    assert (found.id, found.prev_ids, found.location.line) == ("c", ids, 1)


@pytest.mark.node
def test_version_5_is_read_as_up_rewrites_it(tmp_path: Path, node_modules: Path) -> None:
    """A snapshot that drizzle-kit 0.20.18 wrote for `snapshots/schema.ts`: before version 6, objects among the defaults were kept as such."""
    old = (Path(__file__).parent / "snapshots" / "5.json").read_bytes()
    path = tmp_path / "drizzle/meta/0000_snapshot.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(old)
    (path.parent / "_journal.json").write_text('{"version": "5", "dialect": "sqlite", "entries": []}')
    (tmp_path / "drizzle.config.json").write_text('{"dialect": "sqlite", "out": "./drizzle", "schema": "./schema.ts"}')
    command = ["node", str(node_modules / "drizzle-kit/bin.cjs"), "up", "--config=drizzle.config.json"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    rewritten = snapshot.read(PATH, path.read_bytes())
    read_as_is = snapshot.read(PATH, old)
    assert (read_as_is.version, rewritten.version) == ("5", "6")
    assert read_as_is.schema == rewritten.schema
    assert read_as_is.schema.tables["guests"].columns["tags"].default == "\"'[]'\""


def test_every_kind_of_object_is_read() -> None:
    posts = table(
        columns={"id": column("id", type="integer", primaryKey=True, notNull=True, autoincrement=True)},
        indexes={"slug": {"name": "slug", "columns": ["slug", "lower(x)"], "isUnique": True, "where": "x > 1"}},
        foreignKeys={
            "fk": {
                "name": "fk",
                "tableFrom": "posts",
                "tableTo": "users",
                "columnsFrom": ["a"],
                "columnsTo": ["b"],
                "onDelete": "cascade",
                "onUpdate": "no action",
            }
        },
        compositePrimaryKeys={"pk": {"name": "pk", "columns": ["a", "b"]}},
        checkConstraints={"positive": {"name": "positive", "value": "x > 0"}},
    )
    internal = {"indexes": {"slug": {"columns": {"lower(x)": {"isExpression": True}}}}}
    views = {"v": {"name": "v", "columns": {}, "definition": "select 1", "isExisting": False}}
    schema = read(document(tables={"posts": posts}, views=views, internal=internal)).schema
    assert schema == Schema(
        {
            "posts": Table(
                "posts",
                {"id": Column("id", "integer", primary_key=True, not_null=True, autoincrement=True)},
                {"slug": Index("slug", ("slug", "lower(x)"), unique=True, where="x > 1", expressions=frozenset({"lower(x)"}))},
                {"fk": ForeignKey("fk", ("a",), "users", ("b",), on_delete="cascade")},
                {"pk": PrimaryKey("pk", ("a", "b"))},
                {},
                {"positive": Check("positive", "x > 0")},
            )
        },
        {"v": View("v", "select 1")},
    )


@pytest.mark.parametrize(
    ("default", "text"),
    [
        pytest.param(False, "false", id="boolean"),
        pytest.param(0, "0", id="zero is not false"),
        pytest.param(1.0, "1", id="as JavaScript writes it"),
        pytest.param(1e21, "1e+21", id="large"),
        pytest.param(1e-7, "1e-7", id="small"),
        pytest.param(123456789012345680000, "123456789012345680000", id="beyond whole numbers"),
        pytest.param("'it''s é'", "\"'it''s é'\"", id="text"),
        pytest.param(None, "null", id="null is a default"),
        pytest.param({"a": [1]}, '"\'{\\"a\\":[1]}\'"', id="version 5 keeps objects"),
    ],
)
def test_a_default_is_kept_as_json_text(default: object, text: str) -> None:
    assert only_column(default=default).default == text


def test_no_default_is_none() -> None:
    assert only_column().default is None


def test_a_generated_column_has_expression_and_kind() -> None:
    assert only_column(generated={"as": "(lower(x))", "type": "virtual"}).generated == Generated("(lower(x))", "virtual")


def test_version_5_has_no_views() -> None:
    value = document(version="5", tables={"posts": table()})
    del value["views"]
    assert list(read(value).schema.tables) == ["posts"]


def test_an_absent_action_differs_from_no_action_as_for_drizzle_kit() -> None:
    read_key = read(document(tables={"posts": table(foreignKeys={"fk": KEY})})).schema.tables["posts"].foreign_keys["fk"]
    assert (read_key.on_delete, read_key.on_update) == ("", "")


def _with_a(name: str, keys: str = "{}") -> bytes:
    """A snapshot whose one table stands under "a"."""
    rest = '"columns": {}, "indexes": {}, "compositePrimaryKeys": {}'
    return f'{{"version": "6", "dialect": "sqlite", "tables": {{"a": {{\n{name}, {rest},\n"foreignKeys": {keys}}}}}}}'.encode()


@pytest.mark.parametrize(
    ("content", "message", "line", "column_"),
    [
        pytest.param(b"", "not valid JSON", 1, 1, id="empty"),
        pytest.param(b'{\n  "version": \xff"6"}', "invalid UTF-8", 2, 1, id="not UTF-8"),
        pytest.param(b'{"version": "6",\n "dialect" "sqlite"}', "not valid JSON", 2, 12, id="no colon"),
        pytest.param(b'<<<<<<< HEAD\n{"version": "6"}', "unresolved merge conflict", 1, 1, id="conflict"),
        pytest.param(b"[]", "it is not an object", 1, 1, id="no object"),
        pytest.param(b'{"version": "8"}', '"version" is "8"', 1, 13, id="unknown version"),
        pytest.param(b'{"version": "6",\n "dialect": "pg"}', '"dialect" is not "sqlite"', 2, 13, id="other dialect"),
        pytest.param(b'{"version": "6", "dialect": "sqlite",\n "tables": 3}', '"tables" is not an object', 2, 12, id="tables"),
        pytest.param(b'{"version": "6", "dialect": "sqlite",\n "tables": {"a":\n {"name": 1}}}', '"tables.a.name" is not a string', 3, 11, id="deep"),
        pytest.param(_with_a('"name": "b"'), '"tables.a.name" is not the name that it stands under', 2, 9, id="another name"),
        pytest.param(
            _with_a('"name": "a"', '{"k": {"tableFrom": "b"}}'), '"tables.a.foreignKeys.k.tableFrom" is not the table that', 3, 36, id="another table"
        ),
    ],
)
def test_what_is_no_snapshot_has_no_verdict_and_a_place(content: bytes, message: str, line: int, column_: int) -> None:
    with pytest.raises(NoVerdict) as refused:
        snapshot.read(PATH, content)
    assert message in refused.value.message
    assert (refused.value.location.path, refused.value.location.line, refused.value.location.column) == (PATH, line, column_)


def test_half_a_character_has_no_verdict() -> None:
    with pytest.raises(NoVerdict, match="surrogate"):
        snapshot.read(PATH, json.dumps(document(id="\ud800")).encode())


def readable(content: bytes) -> None:
    try:
        snapshot.read(PATH, content)
    except NoVerdict as reason:
        assert reason.location.path == PATH


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    readable(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
)


@given(st.sampled_from(["tables", "views", "id", "internal", "version"]), JSON)
def test_any_json_in_any_place_is_read_or_refused(key: str, value: object) -> None:
    readable(json.dumps(document(**{key: value})).encode("utf-8", "surrogatepass"))


@given(st.sampled_from(["columns", "indexes", "foreignKeys", "compositePrimaryKeys", "checkConstraints", "name"]), JSON)
def test_any_json_in_a_table_is_read_or_refused(key: str, value: object) -> None:
    readable(json.dumps(document(tables={"posts": table(**{key: value})})).encode("utf-8", "surrogatepass"))


def test_a_deeply_nested_file_is_refused() -> None:
    readable(b'{"tables":' * 50_000)
    readable(json.dumps(document(tables={"posts": table(columns={"a": column("a", default=_nested(900))})})).encode())


def _nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value
