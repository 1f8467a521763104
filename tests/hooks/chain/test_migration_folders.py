"""drizzle-kit 1.x's layout, as 1.0.0-rc.5 writes it for `folders/schema.ts`: judged in its own terms, and never taken for a broken 0.31."""

import json
from pathlib import Path

import pytest

from hooks import registry
from hooks.chain.renumber import plan
from hooks.chain.schema_changes import since_base, since_migrated
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Diagnostic, Finding, Severity
from hooks.project import Project
from hooks.render.changes import sql
from hooks.rule import Group
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Unique
from tests.hooks.chain import generate_folders
from tests.hooks.chains import ORIGIN, chain, project

_HERE = Path(__file__).parent / "folders"
_FIRST, _SECOND = (folder.name for folder in sorted((_HERE / "drizzle").iterdir()))
_GROUPS = frozenset({Group.SCHEMA, Group.MIGRATIONS})
_NEW = "20261124000000_new"
_SCHEMA = "src/defs/db_schema.ts"


def files(*, without: str = "") -> dict[str, bytes]:
    """The project; `without` leaves out every path that holds it."""
    found = {path.relative_to(_HERE).as_posix(): path.read_bytes() for path in (_HERE / "drizzle").rglob("*.*")}
    found |= {"edgespark.toml": b'project_id = "p"\nserver = "."\n', _SCHEMA: (_HERE / "schema.ts").read_bytes()}
    return {path: content for path, content in found.items() if not without or without not in path}


def results(judged: Project) -> list[str]:
    """What every rule over schema and migrations says."""
    return [said for rule in registry.rules() if rule.group in _GROUPS for said in _told(rule.id, judged)]


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


def test_a_healthy_project_passes_every_rule() -> None:
    assert results(project(files())) == []


def test_the_entities_become_the_one_model() -> None:
    snapshot = project(files()).newest_snapshot
    assert snapshot is not None
    guests, pages, marks = (snapshot.schema.tables[name] for name in ("guests", "pages", "marks"))
    assert guests.columns["id"] == Column("id", "integer", primary_key=True, autoincrement=True)
    assert guests.primary_keys == {"guests_pk": PrimaryKey("guests_pk", ("id",))}
    assert guests.columns["name"] == Column("name", "text", default="\"'O''Hara'\"")
    assert guests.columns["loud"] == Column("loud", "text", generated=Generated("(upper(name))", "virtual"))
    assert guests.indexes["guests_lower"] == Index(
        "guests_lower", ('lower("email")',), unique=True, where='"guests"."active" = 1', expressions=frozenset({'lower("email")'})
    )
    assert guests.uniques["guests_email_unique"] == Unique("guests_email_unique", ("email",))
    assert guests.uniques["name_and_email"] == Unique("name_and_email", ("email", "name"), explicit=True)
    assert guests.checks == {"mood_positive": Check("mood_positive", '"mood" >= 0')}
    assert pages.primary_keys == {"pages_pk": PrimaryKey("pages_pk", ("book", "number"))}
    assert [key.on_delete for key in pages.foreign_keys.values()] == ["cascade"]
    assert marks.foreign_keys == {"mark_page": ForeignKey("mark_page", ("book", "number"), "pages", ("book", "number"), explicit=True)}
    assert list(snapshot.schema.views) == ["leaves"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            'stars: integer("stars")', 'stars: integer("stars"), more: text()', 'column "pages.more" is declared but no migration adds it', id="column"
        ),
        pytest.param('integer("stars")', 'text("stars")', 'column "pages.stars": db_schema.ts says as text, the migrations say integer', id="type"),
        pytest.param("default(0.5)", "default(0.7)", 'column "guests.mood": db_schema.ts says default 0.7, the migrations say default 0.5', id="default"),
        pytest.param('unique("name_and_email")', 'unique("both")', 'unique constraint "both" of "guests" is declared but no migration adds it', id="unique"),
    ],
)
def test_a_difference_is_a_finding(old: str, new: str, told: str) -> None:
    said = _told("schema-without-migration", changed(old, new))
    assert f"schema-without-migration: {told.replace('says as', 'says')} (newest snapshot: {_SECOND}/snapshot.json)" in said


def test_a_snapshot_that_the_migrations_do_not_build() -> None:
    judged = files() | {f"drizzle/{_SECOND}/migration.sql": b"ALTER TABLE pages ADD stairs integer;"}
    said = _told("migration-drift", project(judged))
    assert [words.split('"')[3] for words in said] == ["pages.stairs", "pages.stars", "leaves"]  # the second migration makes the view anew as well


def test_diff_names_the_changes_and_writes_no_sql() -> None:
    changes = since_migrated(changed('stars: integer("stars"), ', ""))
    assert ([change.subject for change in changes.changes], changes.sql) == (["pages.stars", "leaves"], None)


def test_diff_of_two_refs_too() -> None:
    judged = project(files(), tip=files() | {_SCHEMA: files()[_SCHEMA].replace(b'stars: integer("stars"), ', b"")})
    changes = since_base(judged)
    assert ([change.subject for change in changes.changes], changes.sql) == (["pages.stars", "leaves"], None)
    with pytest.raises(UsageError, match=r"one of drizzle-kit 1\.x"):
        sql([changes])


@pytest.mark.parametrize("layout", [pytest.param("folders", id="of 0.31 in folders"), pytest.param("journal", id="of 1.x beside a journal")])
def test_a_snapshot_of_the_other_version_has_no_verdict(layout: str) -> None:
    older = {"version": "6", "dialect": "sqlite", "id": "a", "prevId": ORIGIN, "tables": {}, "views": {}}
    if layout == "folders":
        judged = files() | {f"drizzle/{_SECOND}/snapshot.json": json.dumps(older | {"prevIds": [_id(_FIRST)]}).encode()}
    else:
        snapshot = files()[f"drizzle/{_SECOND}/snapshot.json"]
        judged = files(without="drizzle/") | {"drizzle/meta/_journal.json": _journal("0000_a"), "drizzle/meta/0000_snapshot.json": snapshot}
    (said,) = _told("schema-without-migration", project(judged))
    assert "`drizzle-kit up` brings both to one version" in said


class TestWithABase:
    def test_a_new_migration(self) -> None:
        assert results(project(files(), tip=files(without=_SECOND))) == []

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
        pytest.param(
            "drizzle/20270101000000_x/snapshot.json", 'the migration folder "20270101000000_x" has no migration.sql: no database runs it', id="no SQL"
        ),
        pytest.param("drizzle/extra/migration.sql", 'the migration folder "extra" does not begin with the time of its making', id="no time"),
        pytest.param("drizzle/0000_a.sql", '"0000_a.sql" lies in no folder of its own', id="a file of 0.31"),
        pytest.param("drizzle/meta/_journal.json", f'the journal and drizzle-kit 1.x\'s folder "{_FIRST}" lie side by side', id="a journal"),
    ],
)
def test_folders_that_stand_wrong(path: str, message: str) -> None:
    broken = {**files(), path: _journal() if path.endswith("json") and "meta" in path else b"{}"}
    (said,) = _told("broken-journal", project(broken))
    assert said.startswith(f"broken-journal: {message}")


class TestOfEveryRule:
    """What each rule over migrations says of one fault in a new folder."""

    @pytest.mark.parametrize(
        ("rule", "sql", "words"),
        [
            pytest.param("failing-migration", "SELEC 1;", "syntax error", id="failing-migration"),
            pytest.param("system-table-change", "CREATE TABLE es_system__mine (id integer);", "es_system__mine", id="system-table-change"),
            pytest.param("destructive-migration", "DROP VIEW leaves; DROP TABLE marks;", "marks", id="destructive-migration"),
            pytest.param("migration-fails-on-data", "ALTER TABLE pages ADD shelf integer NOT NULL;", "statement 1", id="migration-fails-on-data"),
            pytest.param("migration-drift", "ALTER TABLE pages ADD shelf integer;", "pages.shelf", id="migration-drift"),
            pytest.param("broken-snapshot-chain", "SELECT 1;", f"{_NEW}", id="broken-snapshot-chain"),
        ],
    )
    def test_finds_its_fault(self, rule: str, sql: str, words: str) -> None:
        judged = files() | {f"drizzle/{_NEW}/migration.sql": sql.encode()}
        if rule == "migration-drift":
            judged[f"drizzle/{_NEW}/snapshot.json"] = _after_second()
        said = _told(rule, project(judged, tip=files()))
        assert said
        assert all("no verdict" not in one for one in said)
        assert words in said[0]

    def test_is_silent_over_a_harmless_one(self) -> None:
        judged = files() | {f"drizzle/{_NEW}/migration.sql": b"SELECT 1;", f"drizzle/{_NEW}/snapshot.json": _after_second()}
        assert results(project(judged, tip=files())) == []


class TestOrder:
    """drizzle-orm 1.x runs what a database has not noted by name, whatever its date."""

    def test_a_folder_before_one_of_the_base_is_warned_of(self) -> None:
        early = "20261123021223_early"
        judged = files() | {f"drizzle/{early}/migration.sql": b"SELECT 1;"}
        (finding,) = registry.rule("unordered-migration").check(project(judged, tip=files()))
        assert isinstance(finding, Finding)
        assert finding.severity is Severity.WARNING
        assert finding.message.startswith(f'"{early}" sorts before "{_SECOND}" of the base: a database that has applied that one still runs it')

    def test_so_is_one_of_the_future(self) -> None:
        judged = files() | {"drizzle/29990101000000_far/migration.sql": b"SELECT 1;"}
        assert [said.partition(": ")[2] for said in _told("unordered-migration", project(judged, tip=files()))] == [
            '"29990101000000_far" is dated in the future: every migration generated until then sorts before it'
        ]


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


@pytest.mark.node
def test_the_folders_are_what_drizzle_kit_generates(tmp_path: Path) -> None:
    generate_folders.generate(tmp_path / "drizzle")
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in (tmp_path / "drizzle").rglob("*.*")} == {
        path: content for path, content in files().items() if path.startswith("drizzle/")
    }


def _journal(*tags: str) -> bytes:
    entries = [{"idx": 0, "version": "6", "when": 1_770_000_000_000, "tag": tag, "breakpoints": True} for tag in tags]
    return json.dumps({"version": "7", "dialect": "sqlite", "entries": entries}).encode()


def _id(folder: str) -> str:
    return str(json.loads(files()[f"drizzle/{folder}/snapshot.json"])["id"])


def _after_second() -> bytes:
    """The snapshot of a migration that changes nothing."""
    return json.dumps({**json.loads(files()[f"drizzle/{_SECOND}/snapshot.json"]), "id": "third", "prevIds": [_id(_SECOND)]}).encode()
