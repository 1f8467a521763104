"""The comparison of two schemas: what is a change, in which words, with which SQL and at what risk."""

from typing import Any

import pytest

from hooks.finding import Location
from hooks.schema_diff import Action, Change, Risk, Thing, differences, script
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, Unique, View

ID = Column("id", "integer", primary_key=True, not_null=True)
SLUG = Column("slug", "text")
PLACE = Location("db_schema.ts", 3, 5)


def table(name: str = "posts", columns: tuple[Column, ...] = (ID, SLUG), *, complete: bool = True, **objects: tuple[Any, ...]) -> Table:
    kinds = ("indexes", "foreign_keys", "primary_keys", "uniques", "checks")
    indexes, foreign_keys, primary_keys, uniques, checks = ({one.name: one for one in objects.get(kind, ())} for kind in kinds)
    return Table(name, {one.name: one for one in columns}, indexes, foreign_keys, primary_keys, uniques, checks, complete=complete)


def schema(*tables: Table, views: tuple[View, ...] = (), complete: bool = True) -> Schema:
    return Schema({one.name: one for one in tables}, {one.name: one for one in views}, complete)


def changes(before: Table, after: Table) -> tuple[Change, ...]:
    return differences(schema(before), schema(after))


def only(before: Table, after: Table) -> Change:
    (change,) = changes(before, after)
    return change


def columns(*others: Column) -> Table:
    return table(columns=(ID, *others))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(table(), table(), id="equal"),
        pytest.param(columns(SLUG), columns(SLUG._replace(location=PLACE)), id="places do not count"),
        pytest.param(table(columns=(ID, SLUG)), table(columns=(SLUG, ID)), id="order of columns"),
        pytest.param(table(primary_keys=(PrimaryKey("a", ("id", "slug")),)), table(primary_keys=(PrimaryKey("b", ("id", "slug")),)), id="name of a key"),
        pytest.param(columns(), columns(SLUG._replace(generated=Generated("(1)", "stored"))), id="stored column added"),
        pytest.param(columns(SLUG), columns(SLUG._replace(generated=Generated("(1)", "stored"))), id="column becomes stored"),
        pytest.param(columns(SLUG._replace(type="decimal(10)")), columns(SLUG._replace(type="decimal (10)", not_null=True)), id="space in a type hides all"),
        pytest.param(table(uniques=(Unique("u", ("slug",)),)), table(), id="unique constraints of old snapshots"),
        pytest.param(table(indexes=(Index("i", ("slug",), where=None),)), table(indexes=(Index("i", ("slug",), where=""),)), id="empty where"),
    ],
)
def test_what_drizzle_kit_writes_no_sql_for_is_no_change(before: Table, after: Table) -> None:
    assert changes(before, after) == ()


@pytest.mark.parametrize(
    ("before", "after", "thing", "sentence", "risk"),
    [
        pytest.param(columns(), columns(SLUG), Thing.COLUMN, 'column "posts.slug" is declared but no migration adds it', Risk.ADDITIVE, id="column added"),
        pytest.param(
            columns(SLUG),
            columns(),
            Thing.COLUMN,
            'column "posts.slug" is gone from db_schema.ts, but no migration drops it',
            Risk.DESTRUCTIVE,
            id="column dropped",
        ),
        pytest.param(
            columns(SLUG),
            columns(Column("slug", "integer", not_null=True)),
            Thing.COLUMN,
            'column "posts.slug": db_schema.ts says integer, NOT NULL, the migrations say text, nullable',
            Risk.REWRITING,
            id="column altered",
        ),
        pytest.param(
            columns(SLUG._replace(default="0")),
            columns(SLUG._replace(default="false")),
            Thing.COLUMN,
            'column "posts.slug": db_schema.ts says default false, the migrations say default 0',
            Risk.REWRITING,
            id="zero is not false",
        ),
        pytest.param(
            columns(SLUG._replace(generated=Generated("(1)", "stored"))),
            columns(SLUG),
            Thing.COLUMN,
            'column "posts.slug": db_schema.ts says not generated, the migrations say generated as (1) stored',
            Risk.DESTRUCTIVE,
            id="no longer generated",
        ),
        pytest.param(
            table(indexes=(Index("i", ("id", "slug")),)),
            table(indexes=(Index("i", ("slug", "id")),)),
            Thing.INDEX,
            'index "i" of "posts": db_schema.ts says on (slug, id), the migrations say on (id, slug)',
            Risk.ADDITIVE,
            id="order of an index",
        ),
        pytest.param(
            table(foreign_keys=(ForeignKey("f", ("id",), "users", ("id",), ""),)),
            table(foreign_keys=(ForeignKey("f", ("id",), "users", ("id",)),)),
            Thing.FOREIGN_KEY,
            'foreign key "f" of "posts": db_schema.ts says on delete no action, the migrations say on delete unset',
            Risk.REWRITING,
            id="action",
        ),
        pytest.param(
            table(primary_keys=(PrimaryKey("p", ("id", "slug")),)),
            table(primary_keys=(PrimaryKey("p", ("slug", "id")),)),
            Thing.PRIMARY_KEY,
            'primary key "p" of "posts": db_schema.ts says on (slug, id), the migrations say on (id, slug)',
            Risk.REWRITING,
            id="primary key",
        ),
        pytest.param(
            table(checks=(Check("c", "x > 0"),)),
            table(checks=(Check("c", "x>0"),)),
            Thing.CHECK,
            'check constraint "c" of "posts": db_schema.ts says x>0, the migrations say x > 0',
            Risk.REWRITING,
            id="spaces in a check",
        ),
    ],
)
def test_a_change_says_what_differs_and_at_what_risk(before: Table, after: Table, thing: Thing, sentence: str, risk: Risk) -> None:
    change = only(before, after)
    assert (change.thing, change.sentence, change.risk) == (thing, sentence, risk)


def test_a_virtual_column_holds_nothing_that_could_be_lost() -> None:
    assert only(columns(SLUG._replace(generated=Generated("(1)", "virtual"))), columns()).risk is Risk.ADDITIVE


def test_a_change_stands_where_it_is_declared_and_is_named_in_the_users_terms() -> None:
    change = only(columns(), columns(SLUG._replace(location=PLACE)))
    assert (change.action, change.location, change.subject, change.old) == (Action.ADD, PLACE, "posts.slug", None)
    gone = only(columns(SLUG), columns())
    assert (gone.action, gone.location, gone.new) == (Action.DROP, None, None)


def test_whole_tables_and_views() -> None:
    before = schema(table("old"), views=(View("v", "select 1"), View("elsewhere", None, existing=True)))
    after = schema(table("old"), table("new"), views=(View("v", "select 2"), View("w", None, existing=True)))
    assert [(change.action, change.thing, change.subject) for change in differences(before, after)] == [
        (Action.ADD, Thing.TABLE, "new"),
        (Action.ALTER, Thing.VIEW, "v"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        pytest.param(schema(columns(SLUG)), schema(columns(Column("path", "text"))), True, id="columns of one table"),
        pytest.param(schema(table("a")), schema(table("b")), True, id="tables"),
        pytest.param(schema(views=(View("a", "x"),)), schema(views=(View("b", "x"),)), True, id="views"),
        pytest.param(schema(columns(SLUG), table("b", (ID,))), schema(columns(), table("b", (ID, SLUG))), False, id="columns of two tables"),
        pytest.param(schema(columns(SLUG)), schema(columns()), False, id="only dropped"),
    ],
)
def test_a_drop_beside_an_add_may_be_a_rename(before: Schema, after: Schema, asks: bool) -> None:
    assert {change.may_be_rename for change in differences(before, after)} == {asks}


def test_of_what_could_not_be_read_nothing_is_called_dropped_or_altered() -> None:
    old = schema(table(columns=(ID, SLUG), indexes=(Index("i", ("slug",)),)), table("gone"), views=(View("v", "select 1"),))
    partly = table(columns=(ID._replace(type="text", complete=False), Column("new", "text")), complete=False)
    found = differences(old, schema(partly, complete=False))
    assert [(change.action, change.subject, change.sql) for change in found] == [(Action.ADD, "posts.new", ())]


def test_a_new_table_comes_with_its_indexes() -> None:
    author = Column("author", "text", not_null=True, default="\"'x'\"")
    new = table(
        columns=(ID._replace(autoincrement=True), author, Column("size", "real", default="1.5", generated=None)),
        indexes=(Index("by_author", ("author", "lower(author)"), unique=True, where="size > 1"),),
        foreign_keys=(ForeignKey("f", ("author",), "users", ("id",), "cascade"),),
        primary_keys=(PrimaryKey("p", ("id", "author")),),
        checks=(Check("positive", "size > 0"),),
    )
    lines = (
        "CREATE TABLE `posts` (",
        "\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,",
        "\t`author` text DEFAULT 'x' NOT NULL,",
        "\t`size` real DEFAULT 1.5,",
        "\tPRIMARY KEY(`id`, `author`),",
        "\tFOREIGN KEY (`author`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,",
        '\tCONSTRAINT "positive" CHECK(size > 0)',
        ");\n",
    )
    index = "CREATE UNIQUE INDEX `by_author` ON `posts` (`author`,lower(author)) WHERE size > 1;"
    assert script(schema(), schema(new)) == ("\n".join(lines), index)


def test_a_table_that_sqlite_cannot_alter_is_rebuilt_once_for_all_its_changes() -> None:
    after = table(columns=(ID, SLUG._replace(not_null=True), Column("new", "text")), indexes=(Index("i", ("lower(slug)",)),))
    found = changes(table(), after)
    rebuilt = (
        "PRAGMA foreign_keys=OFF;",
        "CREATE TABLE `__new_posts` (\n\t`id` integer PRIMARY KEY NOT NULL,\n\t`slug` text NOT NULL,\n\t`new` text\n);\n",
        'INSERT INTO `__new_posts`("id", "slug", "new") SELECT "id", "slug", "new" FROM `posts`;',
        "DROP TABLE `posts`;",
        "ALTER TABLE `__new_posts` RENAME TO `posts`;",
        "PRAGMA foreign_keys=ON;",
        "CREATE INDEX `i` ON `posts` (`lower(slug)`);",
    )
    assert script(schema(table()), schema(after)) == rebuilt
    assert [change.sql for change in found] == [rebuilt] * 3


def test_a_key_of_a_new_column_is_written_with_the_column() -> None:
    owner = Column("owner", "text")
    after = table(columns=(ID, SLUG, owner), foreign_keys=(ForeignKey("f", ("owner",), "users", ("id",)),))
    statement = "ALTER TABLE `posts` ADD `owner` text REFERENCES users(id);"
    assert script(schema(table()), schema(after)) == (statement,)
    assert [change.sql for change in changes(table(), after)] == [(statement,), (statement,)]


def test_what_is_written_for_a_table_named_like_a_number_comes_first() -> None:
    before = schema(table("a"), table("1"))
    after = schema(table("new"), table("a", (ID,)), table("1", (ID,)))
    assert script(before, after) == (
        "ALTER TABLE `1` DROP COLUMN `slug`;",
        "CREATE TABLE `new` (\n\t`id` integer PRIMARY KEY NOT NULL,\n\t`slug` text\n);\n",
        "ALTER TABLE `a` DROP COLUMN `slug`;",
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param(Check("c", "a > 1"), Check("c", " a  > 1"), 'says " a  > 1", the migrations say "a > 1"', id="spaces"),
        pytest.param(Check("c", f"{'x' * 90} > 1"), Check("c", f"{'x' * 90} > 2"), '> 2", the migrations say "xx', id="beyond what is shown"),
    ],
)
def test_a_difference_that_short_words_hide_is_told_letter_by_letter(old: Check, new: Check, says: str) -> None:
    assert says in only(table(checks=(old,)), table(checks=(new,))).sentence


def test_a_default_of_another_kind_is_told_though_it_looks_the_same() -> None:
    sentence = only(columns(SLUG._replace(default="0")), columns(SLUG._replace(default='"0"'))).sentence
    assert sentence == 'column "posts.slug": db_schema.ts says default "0", the migrations say default 0'


def test_names_that_look_the_same_when_joined_differ() -> None:
    keys = (PrimaryKey("p", ("a", "b, c")), PrimaryKey("p", ("a, b", "c")))
    sentence = only(table(primary_keys=keys[:1]), table(primary_keys=keys[1:])).sentence
    assert sentence.endswith("db_schema.ts says it one way, the migrations say it another way")
