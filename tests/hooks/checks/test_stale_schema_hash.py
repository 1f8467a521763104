"""A schema hash that is not that of the schema file, told only where nothing worse is."""

import pytest

from hooks.checks.stale_schema_hash import check
from hooks.finding import FixKind
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
HASH = "server/drizzle/meta/_edgespark_schema_hash"


def messages(guestbook: Guestbook) -> list[str]:
    return [one.message for one in check(guestbook.project())]


def test_the_example_has_a_fresh_hash(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize("spacing", [pytest.param("\n", id="newline"), pytest.param(" \r\n", id="space and CRLF"), pytest.param("", id="nothing")])
def test_what_follows_the_hash_does_not_count(guestbook: Guestbook, spacing: str) -> None:
    guestbook.write(HASH, guestbook.read(HASH).strip() + spacing)
    assert messages(guestbook) == []


def test_a_changed_comment_is_told_calmly(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, "// The tables of the guestbook.", "// Other words.")
    (finding,) = check(guestbook.project())
    assert finding.message == (
        "the schema hash is not that of db_schema.ts: no migration is needed, only comments, formatting or names in the code changed since `db generate`"
    )
    assert finding.location.path == HASH
    assert finding.fix is not None
    assert finding.fix.kind is FixKind.COMMAND
    assert finding.fix.commands == (("edgespark", "db", "generate"), ("git", "add", HASH))


def test_other_line_endings_are_told_as_such(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA).replace("\n", "\r\n"))
    assert messages(guestbook) == ["the schema hash was made of db_schema.ts with other line endings: no table differs, only the hash does"]


def test_it_is_silent_where_the_schema_needs_a_migration(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, 'text("body").notNull()', 'text("body")')
    assert messages(guestbook) == []


def test_it_is_silent_where_the_schema_cannot_be_read(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + "\nexport const odd = sqliteTable(process.env.NAME, {});\n")
    assert messages(guestbook) == []


@pytest.mark.parametrize("gone", [pytest.param(HASH, id="no hash"), pytest.param("server/drizzle", id="no migrations")])
def test_without_a_stored_hash_there_is_nothing_to_compare(guestbook: Guestbook, gone: str) -> None:
    guestbook.replace(SCHEMA, "// The tables of the guestbook.", "// Other words.")
    guestbook.delete(gone)
    assert messages(guestbook) == []
