"""The chain run in memory, and the schema that it builds."""

import json

import pytest

from hooks.chain import replay
from hooks.checks import migration_drift
from hooks.errors import NoVerdict, UsageError
from hooks.sources.sqlite.clock import Clock
from tests.guestbook import Guestbook
from tests.hooks.chains import Link, chain, project

DRIZZLE = "server/drizzle"
JOURNAL = f"{DRIZZLE}/meta/_journal.json"
A = Link("0000_a", "CREATE TABLE a (b text REFERENCES es_system__auth_user(id));")
B = Link("0001_b", "CREATE INDEX i ON a (b); CREATE VIEW v AS SELECT b FROM a; CREATE TABLE sqlitely (c);")


def test_the_whole_schema() -> None:
    assert replay.built(project(chain(A, B))) == (
        "CREATE TABLE a (b text REFERENCES es_system__auth_user(id));",
        "CREATE TABLE sqlitely (c);",
        "CREATE INDEX i ON a (b);",
        "CREATE VIEW v AS SELECT b FROM a;",
    )


def test_at_a_tag() -> None:
    assert len(replay.built(project(chain(A, B)), "0000_a")) == 1


def test_what_is_built_can_be_built_again(guestbook: Guestbook) -> None:
    script = replay.built(guestbook.project())
    again = project(chain(Link("0000_all", "\n".join(script))))
    assert replay.built(again) == script
    assert len(script) > 4


def test_an_unknown_tag_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="0001_b"):
        replay.built(project(chain(A, B)), "0001_c")


def test_a_failing_chain_has_a_place() -> None:
    with pytest.raises(NoVerdict, match="0001_x: near") as caught:
        replay.built(project(chain(A, Link("0001_x", "\nnonsense"))))
    assert str(caught.value.location) == "drizzle/0001_x.sql:2:1"


@pytest.mark.parametrize("tag", [None, "0001_b", "0002_c"])
def test_a_chain_with_a_hole_is_not_built(tag: str | None) -> None:
    judged = project(chain(A, B, Link("0002_c", "SELECT 1;"), **{"drizzle/0001_b.sql": None}))
    with pytest.raises((NoVerdict, UsageError)):
        replay.built(judged, tag)
    assert len(replay.built(judged, "0000_a")) == 1


class TestReplay:
    def test_it_stops_at_a_hole(self) -> None:
        result = replay.replay(project(chain(A, B, Link("0002_c"), **{"drizzle/0001_b.sql": None}), tip=chain(A)))
        assert [step.migration.tag for step in result.steps] == ["0000_a"]
        assert result.database is None

    def test_behind_a_hole_of_the_base_new_ones_run_on_its_snapshot(self, guestbook: Guestbook) -> None:
        merged = files_of(guestbook)
        new = merged | {f"{DRIZZLE}/0003_new.sql": b"ALTER TABLE reactions ADD note text;", JOURNAL: with_entry(merged[JOURNAL], "0003_new")}
        del new[f"{DRIZZLE}/0001_add_reactions.sql"]
        result = replay.replay(project(new, tip=merged))
        assert result.seeded
        assert [(step.migration.tag, step.failure) for step in result.steps] == [("0000_open_the_book", None), ("0003_new", None)]

    def test_the_base_s_snapshot_is_nothing_that_drifts(self, guestbook: Guestbook) -> None:
        merged = files_of(guestbook)
        hole = {path: content for path, content in merged.items() if path != f"{DRIZZLE}/0001_add_reactions.sql"}
        assert list(migration_drift.RULE.check(project(hole, tip=merged))) == []

    def test_copies_are_kept_for_new_migrations_only(self) -> None:
        result = replay.replay(project(chain(A, B), tip=chain(A)))
        assert [(step.is_new, step.before is not None, step.after is not None) for step in result.steps] == [(False, False, False), (True, True, True)]
        assert result.database is not None

    def test_no_copies_without_a_base(self) -> None:
        result = replay.replay(project(chain(A, B)))
        assert [step.before for step in result.steps] == [None, None]

    def test_it_stops_at_the_first_failure(self) -> None:
        result = replay.replay(project(chain(A, Link("0001_x", "nonsense"), Link("0002_c"))))
        assert [step.migration.tag for step in result.steps] == ["0000_a", "0001_x"]
        assert result.database is None

    def test_all_migrations_share_one_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replay, "Clock", OneLook)
        result = replay.replay(project(chain(A, B)))
        assert result.steps[-1].failure is not None
        assert result.steps[-1].failure.undecided


class TestPlatformTables:
    """`sys_schema.ts` describes the platform's tables; its SQL text is the pull request's, and runs by the rules for migrations."""

    PATH = "src/__generated__/sys_schema.ts"
    USES = Link("0000_a", "CREATE TABLE a (user text REFERENCES es_system__auth_user(id));")

    @classmethod
    def columns(cls, described: str, *, in_ci: bool) -> list[str]:
        text = f"""import {{ sqliteTable, text }} from "drizzle-orm/sqlite-core";
import {{ sql }} from "drizzle-orm";
export const sessions = sqliteTable("es_system__session", {{ user: text().references(() => users.id) }});
export const users = sqliteTable("es_system__auth_user", {{ id: text().primaryKey(), {described} }});"""
        database = replay.replay(project(chain(cls.USES, **{cls.PATH: text}), in_ci=in_ci)).database
        assert database is not None
        return [name for (name,) in database.connection.execute("SELECT name FROM pragma_table_info('es_system__auth_user')")]

    @pytest.mark.parametrize("in_ci", [False, True])
    def test_they_are_as_described(self, in_ci: bool) -> None:
        assert self.columns("name: text().default(sql`(lower('X'))`)", in_ci=in_ci) == ["id", "name"]

    @pytest.mark.parametrize("in_ci", [False, True])
    @pytest.mark.parametrize("default", ["(1)); ATTACH 'stolen.db' AS s; --", "'a\\0b'", "(" * 90_000])
    def test_what_cannot_be_built_gets_a_stand_in(self, default: str, in_ci: bool) -> None:
        assert self.columns(f"name: text().default(sql`{default}`)", in_ci=in_ci) == ["id"]


def files_of(guestbook: Guestbook) -> dict[str, bytes]:
    tree = guestbook.project().tree
    return {path: tree.read(path) for path in tree.entries}


def with_entry(journal: bytes, tag: str) -> bytes:
    value = json.loads(journal)
    last = value["entries"][-1]
    return json.dumps({**value, "entries": [*value["entries"], {**last, "idx": last["idx"] + 1, "when": last["when"] + 1, "tag": tag}]}).encode()


class OneLook(Clock):
    """A clock whose time is used up from the second statement on."""

    def __init__(self) -> None:
        super().__init__(seconds=1e-9)
