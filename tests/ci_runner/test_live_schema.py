"""The live schema against what the migrations build."""

import pytest

from ci_runner import live_schema
from ci_runner.live_schema import Standing
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
    assert live_schema.standing(project, live_sql(project)) == Standing(TAGS, (), (), ())


def test_tables_of_others_are_no_difference(guestbook: Guestbook) -> None:
    project = guestbook.project()
    own = live_sql(project)
    others = OTHERS.replace("CREATE TABLE es_system__auth_user (id text PRIMARY KEY);", "") if "es_system__auth_user" in own else OTHERS
    assert live_schema.standing(project, own + others).is_complete


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
    found = live_schema.standing(project, live_sql(project) + extra)
    assert words in found.differences
    assert (found.applied, found.silent, found.missing, found.is_known) == ((), (), (), False)


def test_an_empty_database_has_nothing_applied(guestbook: Guestbook) -> None:
    project = guestbook.project()
    found = live_schema.standing(project, "")
    assert (found.applied, found.missing, found.is_known) == ((), TAGS, True)
    assert 'table "entries" is missing live' in found.differences


def test_a_part_of_the_chain_is_told_by_its_schema(guestbook: Guestbook) -> None:
    project = guestbook.project()
    part = ";\n".join(database_after(project, TAGS[1]).script())
    found = live_schema.standing(project, part)
    assert (found.applied, found.missing, found.is_known) == (TAGS[:2], TAGS[2:], True)


def test_what_changes_rows_only_leaves_no_trace(guestbook: Guestbook) -> None:
    """Whether it is applied a schema cannot tell, at the end of the chain or between two of its points."""
    guestbook.write("server/drizzle/0001_add_reactions.sql", "UPDATE entries SET body = 'x';")
    project = guestbook.project()
    whole, first = live_sql(project), ";\n".join(database_after(project, TAGS[0]).script())
    assert live_schema.standing(project, whole) == Standing(TAGS, (), (), ())
    found = live_schema.standing(project, first)
    assert (found.applied, found.silent, found.missing, found.is_known) == (TAGS[:1], TAGS[1:2], TAGS[2:], False)
    guestbook.write("server/drizzle/0002_add_pictures.sql", "UPDATE entries SET body = 'y';")
    ended = live_schema.standing(guestbook.project(), first)
    assert (ended.applied, ended.silent, ended.missing, ended.is_complete, ended.is_known) == (TAGS[:1], TAGS[1:], (), True, False)


def test_a_chain_that_does_not_run_is_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write("server/drizzle/0001_add_reactions.sql", "ALTER TABLE nothing ADD x text;")
    with pytest.raises(NoVerdict, match="0001_add_reactions does not run: "):
        live_schema.standing(guestbook.project(), "")


def test_the_order_of_the_listing_does_not_matter(guestbook: Guestbook) -> None:
    project = guestbook.project()
    backwards = ";\n".join(reversed(live_sql(project).split(";\n")))
    assert live_schema.standing(project, backwards).is_complete


def test_what_a_virtual_table_makes_itself_is_no_difference(guestbook: Guestbook) -> None:
    """A listing holds the shadow tables of full-text search, in whatever order."""
    guestbook.write("server/drizzle/0002_add_pictures.sql", "CREATE VIRTUAL TABLE found USING fts5(body);")
    project = guestbook.project()
    listed = live_sql(project)
    assert "found_data" in listed
    assert live_schema.standing(project, listed).is_complete


def test_sql_that_does_not_run_is_no_verdict(guestbook: Guestbook) -> None:
    with pytest.raises(NoVerdict, match="the live schema's SQL does not run here"):
        live_schema.standing(guestbook.project(), "CREATE TABLE")
