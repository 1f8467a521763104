"""The live schema against what the migrations build."""

import pytest

from ci_runner import live_schema
from hooks.chain.replay import database_after, replay
from hooks.errors import NoVerdict
from hooks.project import Project
from tests.guestbook import Guestbook

TAGS = ("0000_open_the_book", "0001_add_reactions", "0002_add_pictures")
OTHERS = """
CREATE TABLE es_system__auth_user (id text PRIMARY KEY);
CREATE TABLE d1_migrations (id integer PRIMARY KEY, name text);
CREATE TABLE _cf_KV (key text PRIMARY KEY, value blob) WITHOUT ROWID;
"""


def live_sql(project: Project) -> str:
    """The schema as the platform would show it after every migration."""
    database = replay(project).database
    assert database is not None
    return "".join(f"{row[0]};\n" for row in database.connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"))


def test_a_migrated_database_is_what_the_migrations_build(guestbook: Guestbook) -> None:
    project = guestbook.project()
    assert live_schema.differences(project, live_sql(project)) == ()
    assert live_schema.applied_tags(project, live_sql(project)) == TAGS


def test_tables_of_others_are_no_difference(guestbook: Guestbook) -> None:
    project = guestbook.project()
    own = live_sql(project)
    others = OTHERS.replace("CREATE TABLE es_system__auth_user (id text PRIMARY KEY);", "") if "es_system__auth_user" in own else OTHERS
    assert live_schema.differences(project, own + others) == ()


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        pytest.param("CREATE TABLE notes (id integer);", 'table "notes" is live, and in no migration', id="a table made by hand"),
        pytest.param("ALTER TABLE entries ADD COLUMN mood text;", 'column "entries.mood" is live, and in no migration', id="a column made by hand"),
        pytest.param("DROP TABLE reactions;", 'table "reactions" is missing live', id="a table that is gone"),
    ],
)
def test_each_difference_is_named(guestbook: Guestbook, extra: str, words: str) -> None:
    project = guestbook.project()
    assert words in live_schema.differences(project, live_sql(project) + extra)
    assert live_schema.applied_tags(project, live_sql(project) + extra) is None


def test_an_empty_database_has_nothing_applied(guestbook: Guestbook) -> None:
    project = guestbook.project()
    assert live_schema.applied_tags(project, "") == ()
    assert 'table "entries" is missing live' in live_schema.differences(project, "")


def test_a_part_of_the_chain_is_told_by_its_schema(guestbook: Guestbook) -> None:
    project = guestbook.project()
    part = ";\n".join(database_after(project, TAGS[1]).script())
    assert live_schema.applied_tags(project, part) == TAGS[:2]


def test_the_order_of_the_listing_does_not_matter(guestbook: Guestbook) -> None:
    project = guestbook.project()
    backwards = ";\n".join(reversed(live_sql(project).split(";\n")))
    assert live_schema.differences(project, backwards) == ()


def test_what_a_virtual_table_makes_itself_is_no_difference(guestbook: Guestbook) -> None:
    """A listing holds the shadow tables of full-text search, in whatever order."""
    guestbook.write("server/drizzle/0002_add_pictures.sql", "CREATE VIRTUAL TABLE found USING fts5(body);")
    project = guestbook.project()
    listed = live_sql(project)
    assert "found_data" in listed
    assert live_schema.differences(project, listed) == ()


def test_sql_that_does_not_run_is_no_verdict(guestbook: Guestbook) -> None:
    with pytest.raises(NoVerdict, match="the live schema's SQL does not run here"):
        live_schema.differences(guestbook.project(), "CREATE TABLE")
