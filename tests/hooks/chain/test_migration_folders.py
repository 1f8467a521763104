"""drizzle-kit 1.x's layout, as 1.0.0-rc.5 wrote it for `folders/schema.ts`: judged where that is certain, and never taken for a broken 0.31."""

import json
from pathlib import Path

import pytest

from hooks import registry
from hooks.chain.renumber import plan
from hooks.chain.schema_changes import since_migrated
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Diagnostic, Finding
from hooks.project import Project
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Unique
from tests.hooks.chains import chain, project

_HERE = Path(__file__).parent / "folders"
_FIRST, _SECOND = (folder.name for folder in sorted((_HERE / "drizzle").iterdir()))
_SCHEMA = "src/defs/db_schema.ts"
_CHAIN = "drizzle-kit 1.x's folders instead of a journal: its snapshots may have several predecessors, and their chain is not read yet"


def files(*, without: str = "") -> dict[str, bytes]:
    """The project; `without` leaves out every path that holds it."""
    found = {path.relative_to(_HERE).as_posix(): path.read_bytes() for path in (_HERE / "drizzle").rglob("*.*")}
    found |= {"edgespark.toml": b'project_id = "p"\nserver = "."\n', _SCHEMA: (_HERE / "schema.ts").read_bytes()}
    return {path: content for path, content in found.items() if not without or without not in path}


def results(judged: Project) -> list[str]:
    """What every offline rule says."""
    return [said for rule in registry.rules() if not rule.online for said in _told(rule.id, judged)]


def _told(rule_id: str, judged: Project) -> list[str]:
    rule = registry.rule(rule_id)
    try:
        said: list[Finding | Diagnostic] = [] if rule.needs_base and judged.base is None else list(rule.check(judged))
    except NoVerdict as reason:
        return [f"{rule_id}: no verdict: {reason.message}"]
    return [f"{rule_id}: {'no verdict: ' if isinstance(one, Diagnostic) else ''}{one.message}" for one in said]


def changed(old: str, new: str) -> Project:
    """The project with one place of its schema changed."""
    text = (_HERE / "schema.ts").read_text(encoding="utf-8")
    assert text.count(old) == 1
    return project(files() | {_SCHEMA: text.replace(old, new).encode()})


def test_only_the_chain_is_without_verdict() -> None:
    assert results(project(files())) == [f"broken-snapshot-chain: no verdict: {_CHAIN}"]


def test_the_entities_become_the_one_model() -> None:
    snapshot = project(files()).newest_snapshot
    assert snapshot is not None
    guests, pages, marks = (snapshot.schema.tables[name] for name in ("guests", "pages", "marks"))
    assert guests.columns["id"] == Column("id", "integer", primary_key=True, autoincrement=True)
    assert guests.columns["name"] == Column("name", "text", default="\"'O''Hara'\"")
    assert guests.columns["loud"] == Column("loud", "text", generated=Generated("(upper(name))", "virtual"))
    assert guests.indexes["guests_lower"] == Index(
        "guests_lower", ('lower("email")',), unique=True, where='"guests"."active" = 1', expressions=frozenset({'lower("email")'})
    )
    assert guests.uniques["UNIQUE (email)"] == Unique("UNIQUE (email)", ("email",))
    assert guests.checks == {"mood_positive": Check("mood_positive", '"mood" >= 0')}
    assert pages.primary_keys == {"pages_pk": PrimaryKey("pages_pk", ("book", "number"))}
    assert [key.on_delete for key in pages.foreign_keys.values()] == ["cascade"]
    assert marks.foreign_keys == {"mark_page": ForeignKey("mark_page", ("book", "number"), "pages", ("book", "number"))}
    assert list(snapshot.schema.views) == ["leaves"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            'stars: integer("stars")',
            'stars: integer("stars"), more: text()',
            f'column "pages.more" is declared but no migration adds it (newest snapshot: {_SECOND}/snapshot.json)',
            id="a column",
        ),
        pytest.param(
            'integer("stars")',
            'text("stars")',
            'no verdict: column "pages.stars": db_schema.ts says text, the migrations say integer: whether that is a change for drizzle-kit 1.x cannot be told',
            id="a type",
        ),
    ],
)
def test_what_is_certain_is_a_finding_and_the_rest_is_none(old: str, new: str, told: str) -> None:
    assert _told("schema-without-migration", changed(old, new)) == [f"schema-without-migration: {told}"]


def test_a_snapshot_that_the_migrations_do_not_build() -> None:
    judged = files() | {f"drizzle/{_SECOND}/migration.sql": b"ALTER TABLE pages ADD stairs integer;"}
    said = _told("migration-drift", project(judged))
    assert [words.split('"')[3] for words in said] == ["pages.stairs", "pages.stars", "leaves"]  # the second migration makes the view anew as well


def test_diff_says_what_is_certain() -> None:
    changes = since_migrated(changed('stars: integer("stars"), ', ""))
    assert ([change.subject for change in changes.changes], changes.sql) == (["pages.stars"], None)


class TestWithABase:
    def test_a_new_migration(self) -> None:
        judged = project(files(), tip=files(without=_SECOND))
        order = "whether the platform runs migrations in another order than that of their names is not known"
        assert results(judged) == [
            f"broken-snapshot-chain: no verdict: {_CHAIN}",
            f"unordered-migration: no verdict: drizzle-kit 1.x's folders instead of a journal: {order}",
        ]

    def test_a_changed_one(self) -> None:
        path = f"drizzle/{_FIRST}/migration.sql"
        (said,) = _told("edited-migration", project(files() | {path: files()[path] + b"-- more"}, tip=files()))
        assert said.startswith(f'edited-migration: the merged migration "{_FIRST}" is changed')

    def test_a_move_from_the_journal_is_no_new_history(self) -> None:
        said = _told("edited-migration", project(files(), tip=chain()))
        assert said == []
        before = files(without="drizzle/") | {"drizzle/meta/_journal.json": _journal("0000_a"), "drizzle/0000_a.sql": b"SELECT 1;"}
        for rule in ("edited-migration", "destructive-migration", "unordered-migration"):
            (message,) = _told(rule, project(files(), tip=before))
            assert message.startswith(f"{rule}: no verdict: the migrations lie in another layout than at the base")

    def test_there_is_nothing_to_renumber(self) -> None:
        with pytest.raises(UsageError, match="there is nothing to renumber"):
            plan(project(files(), tip=files()))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("drizzle/20270101000000_x/snapshot.json", 'the migration folder "20270101000000_x" has no migration.sql', id="no SQL"),
        pytest.param("drizzle/extra/migration.sql", 'the migration folder "extra" does not begin with the time of its making', id="no time"),
    ],
)
def test_folders_that_drizzle_kit_did_not_write(path: str, message: str) -> None:
    with pytest.raises(NoVerdict) as reason:
        _ = project(files() | {path: b"{}"}).journal
    assert reason.value.message.startswith(message)


@pytest.mark.parametrize(
    ("entity", "message"),
    [
        pytest.param({"entityType": "triggers"}, 'holds an entity of the unknown kind "triggers"', id="kind"),
        pytest.param({"entityType": "columns", "table": "gone"}, 'speaks of table "gone", which it does not hold', id="table"),
        pytest.param({"entityType": "fks", "table": "pages"}, "is not a string", id="no name"),
        pytest.param(7, "is not an object", id="no record"),
    ],
)
def test_entities_that_nobody_knows(entity: object, message: str) -> None:
    path = f"drizzle/{_SECOND}/snapshot.json"
    document = json.loads(files()[path])
    document["ddl"].append(entity)
    with pytest.raises(NoVerdict, match="not a drizzle-kit snapshot of SQLite") as reason:
        _ = project(files() | {path: json.dumps(document).encode()}).newest_snapshot
    assert message in reason.value.message


def test_a_journal_wins_over_folders() -> None:
    judged = project(files() | {"drizzle/meta/_journal.json": _journal("0000_a")})
    assert (judged.migration_folders, judged.snapshot_paths) == ((), ())


def _journal(tag: str) -> bytes:
    entry = {"idx": 0, "version": "6", "when": 1_770_000_000_000, "tag": tag, "breakpoints": True}
    return json.dumps({"version": "7", "dialect": "sqlite", "entries": [entry]}).encode()
