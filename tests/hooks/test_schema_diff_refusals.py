"""Where drizzle-kit itself stops or mistakes a name, a comparison has no verdict; where it only might have, it has one."""

import pytest

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.schema_diff import differences, script
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, Table
from tests.hooks.test_schema_diff import ID, PLACE, SLUG, schema, table

BROKEN = Index("i", ("slug",), where="slug <> ';;;'")
"""drizzle-kit reads what stands behind the sixth semicolon of an index that it drops as JSON."""
STORED = Column("x__added", "text", generated=Generated("(1)", "stored"))
ONE, BOTH = (ID,), (ID, SLUG)


def named(name: str, *, columns: tuple[Column, ...] = BOTH) -> Table:
    """A table of that name, of a named declaration."""
    return table(name, columns)._replace(location=PLACE)


def column(name: str, kind: str = "text") -> Table:
    return table(columns=(ID, Column(name, kind)))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(
            table(indexes=(BROKEN,)),
            table(),
            'drizzle-kit itself refuses to drop or change index "i" of "posts": it cuts what it knows of the index at each semicolon, and cannot read the rest',
            id="index that cannot be dropped",
        ),
        pytest.param(table(indexes=(BROKEN,)), table(indexes=(BROKEN._replace(unique=True),)), "refuses to drop or change index", id="nor replaced"),
        pytest.param(
            column("constructor"),
            table(columns=ONE),
            'drizzle-kit itself cannot compare column "posts.constructor": to JavaScript, every object has something named "constructor"',
            id="column of every object dropped",
        ),
        pytest.param(table(columns=ONE), column("valueOf"), 'column "posts.valueOf"', id="column of every object added"),
        pytest.param(table(), table(checks=(Check("toString", "1"),)), 'check constraint "toString"', id="check of every object"),
        pytest.param(table(indexes=(Index("valueOf", ("id",)),)), table(indexes=(Index("valueOf", ("slug",)),)), 'index "valueOf"', id="index of every object"),
        pytest.param(
            column("x__added"),
            column("x__added", "integer"),
            'drizzle-kit itself misreads a change of column "posts.x__added": "__added" in a name is a mark of its own to it',
            id="marked column altered",
        ),
        pytest.param(table(indexes=(Index("i__added", ("slug",)),)), table(), '"__added" in a name', id="index dropped that seems added"),
        pytest.param(table(), table(indexes=(Index("i__deleted", ("slug",)),)), '"__deleted" in a name', id="index added that seems dropped"),
        pytest.param(table(), table(foreign_keys=(ForeignKey("f__deleted", ("slug",), "t", ("id",)),)), '"__deleted"', id="key added that seems dropped"),
        pytest.param(named("x__added", columns=ONE), named("x__added"), '"__added" in a name', id="column of a marked table"),
        pytest.param(named("constructor"), named("constructor"), 'table "constructor"', id="table of every object, though nothing differs"),
        pytest.param(column("x__added"), table(columns=(ID, STORED)), 'column "posts.x__added"', id="marked column, though nothing would be written"),
        pytest.param(named("x__deleted", columns=ONE), named("x__deleted", columns=(ID, STORED)), 'table "x__deleted"', id="nor for its table"),
    ],
)
def test_where_drizzle_kit_goes_wrong_there_is_no_verdict(before: Table, after: Table, message: str) -> None:
    with pytest.raises(NoVerdict) as raised:
        differences(schema(before), schema(after))
    assert message in raised.value.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(table(indexes=(BROKEN,)), table(indexes=(BROKEN,)), id="equal"),
        pytest.param(table(), table(indexes=(BROKEN,)), id="index made"),
        pytest.param(table(indexes=(BROKEN,)), table(columns=(ID, SLUG._replace(not_null=True))), id="index that goes with its rebuilt table"),
        pytest.param(table(indexes=(BROKEN._replace(where="slug <> ';;'"),)), table(), id="fewer semicolons"),
        pytest.param(table(indexes=(BROKEN._replace(where="1 -- ;;;{}"),)), table(), id="JSON behind the semicolons"),
        pytest.param(column("constructor"), column("constructor", "integer"), id="column of every object altered"),
        pytest.param(column("x__added"), table(columns=ONE), id="marked column dropped"),
        pytest.param(table(columns=ONE), column("x__deleted"), id="marked column added"),
        pytest.param(table(), table(indexes=(Index("i__added", ("slug",)),)), id="marked index added"),
        pytest.param(named("x__added"), named("x__added"), id="marked table, nothing differs"),
        pytest.param(column("y"), table(columns=(ID, STORED._replace(name="y"))), id="plain column, nothing would be written"),
    ],
)
def test_where_it_does_not_there_is_one(before: Table, after: Table) -> None:
    assert bool(differences(schema(before), schema(after))) == bool(script(schema(before), schema(after)))


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(table("new", indexes=(Index("valueOf", ("id",)),)), id="index of every object"),
        pytest.param(table("new", (ID, Column("__proto__", "text"))), id="column that is lost"),
        pytest.param(table("constructor"), id="its name"),
    ],
)
def test_a_new_table_that_drizzle_kit_does_not_write_whole_has_no_verdict(new: Table) -> None:
    with pytest.raises(NoVerdict, match="to JavaScript, every object has something named"):
        differences(schema(), schema(new))


def test_a_new_table_may_have_a_column_of_every_object() -> None:
    assert len(differences(schema(), schema(table("new", (ID, Column("constructor", "text")))))) == 1


def test_no_verdict_stands_where_the_cause_is_declared_else_at_its_table_else_where_the_caller_says() -> None:
    elsewhere = Location("db_schema.ts", 9, 9)
    added = table(columns=(ID, Column("valueOf", "text", location=elsewhere)))._replace(location=PLACE)
    broken = table(indexes=(BROKEN,))
    assert _place(table(columns=ONE), added, None) == elsewhere
    assert _place(broken, table()._replace(location=PLACE), elsewhere) == PLACE
    assert _place(broken, table(), elsewhere) == elsewhere
    assert _place(broken, table(), None) == Location(".")


def _place(before: Table, after: Table, place: Location | None) -> Location:
    with pytest.raises(NoVerdict) as raised:
        differences(schema(before), schema(after), place)
    return raised.value.location
