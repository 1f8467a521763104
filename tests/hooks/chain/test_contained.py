"""Migrations in a process of their own: what is too long or too slow for this one, and in CI whatever is new."""

# ruff: noqa: S608 - SQL put together from text is what is tested here

import resource
import time

import pytest

from hooks.chain import contained
from hooks.chain.rehearsal import rehearsals
from hooks.chain.replay import replay
from hooks.sources.sqlite import Clock, Database
from tests.hooks.chains import Link, chain, project

CHILDREN = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id) ON DELETE CASCADE);"
LONG = "CREATE TABLE big AS SELECT zeroblob(1000000) AS b;"
# One call of one function: no progress handler is asked while it runs.
SLOW = "SELECT instr(hex(zeroblob(990000)), hex(zeroblob(490000)) || '1');"


@pytest.mark.parametrize("in_child", [False, True])
class TestTheSameAsHere:
    """A child changes no verdict."""

    def test_what_it_leaves(self, in_child: bool) -> None:
        database = Database()
        database.prepare(["CREATE TABLE es_system__auth_user (id text PRIMARY KEY)"])
        sql = f"{CHILDREN} INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);--> statement-breakpoint\nINSERT INTO es_system__auth_user VALUES ('x');"
        assert contained.run(database, sql, in_child=in_child) is None
        assert contained.run(database, "DROP TABLE p;", in_child=in_child) is None
        assert database.connection.execute("SELECT count(*) FROM c").fetchone() == (0,)  # foreign keys are on, there and here
        assert [(touch.statement.number, touch.statement.line, touch.table) for touch in database.touches] == [(5, 2, "es_system__auth_user")]

    def test_what_fails(self, in_child: bool) -> None:
        database = Database()
        failure = contained.run(database, "CREATE TABLE a (b);\nnonsense;", in_child=in_child)
        assert failure is not None
        assert (failure.statement.number, failure.statement.line, failure.undecided) == (2, 2, False)
        assert failure.words == 'near "nonsense": syntax error'
        assert not database.has_table("a")

    def test_what_is_refused(self, in_child: bool) -> None:
        failure = contained.run(Database(), "ATTACH 'stolen.db' AS s;", in_child=in_child)
        assert failure is not None
        assert failure.words == "D1 refuses ATTACH"

    def test_nothing_to_run(self, in_child: bool) -> None:
        assert contained.run(Database(), "-- nothing\n", in_child=in_child) is None

    def test_a_used_up_clock(self, in_child: bool) -> None:
        failure = contained.run(Database(Clock(seconds=0)), "\nSELECT 1;", in_child=in_child)
        assert failure is not None
        assert (failure.words, failure.statement.line) == ("not begun: all migrations together have run for 0 s", 2)

    def test_a_slow_function_ends(self, in_child: bool) -> None:
        started, clock = time.monotonic(), Clock(seconds=1)
        failure = contained.run(Database(clock), f"CREATE TABLE a (b);\n{SLOW}", in_child=in_child)
        assert failure is not None
        assert (failure.statement.number, failure.undecided) == (2, True)
        assert failure.words == "did not end within 1 s and was stopped"
        assert clock.is_used_up
        assert time.monotonic() - started < 30

    @pytest.mark.parametrize("call", ["zeroblob(7000000)", "instr(hex(zeroblob(3500000)), 'x')"])
    def test_more_than_d1_takes(self, in_child: bool, call: str) -> None:
        failure = contained.run(Database(), f"SELECT {call};", in_child=in_child)
        assert failure is not None
        assert failure.words == "builds a value above 2,000,000 bytes, the most that D1 takes"
        assert not failure.undecided


class TestLongValues:
    def test_they_are_built_and_can_be_built_on(self) -> None:
        database = Database()
        assert contained.run(database, f"{CHILDREN} {LONG}", in_child=False) is None
        assert contained.run(database, "CREATE TABLE second AS SELECT b FROM big;", in_child=False) is None
        with database.reading() as connection:
            assert connection.execute("SELECT length(b) FROM second").fetchone() == (1_000_000,)

    def test_a_table_of_the_platform_is_touched_once(self) -> None:
        database = Database()
        database.prepare(["CREATE TABLE es_system__auth_user (id text PRIMARY KEY)"])
        assert contained.run(database, f"INSERT INTO es_system__auth_user VALUES ('x'); {LONG}", in_child=False) is None
        assert len(database.touches) == 1

    def test_a_rehearsal_sees_what_they_lose(self) -> None:
        first = Link("0000_first", "CREATE TABLE notes (id integer PRIMARY KEY, body text);")
        second = Link("0001_second", "UPDATE notes SET body = hex(zeroblob(400000));")
        (rehearsal,) = rehearsals(project(chain(first, second), tip=chain(first)))
        assert rehearsal.failure is None
        assert [(lost.loss.subject, lost.statement.number) for lost in rehearsal.losses] == [("notes.body", 1)]

    def test_a_rehearsal_of_harmless_ones_is_silent(self) -> None:
        first = Link("0000_first", "CREATE TABLE notes (id integer PRIMARY KEY, body text);")
        (rehearsal,) = rehearsals(project(chain(first, Link("0001_second", LONG)), tip=chain(first)))
        assert (rehearsal.failure, rehearsal.losses, rehearsal.unfilled) == (None, (), "")


class TestInCi:
    def children_after(self, *, in_ci: bool) -> list[int]:
        first, second = Link("0000_first", CHILDREN), Link("0001_second", "ALTER TABLE p ADD note text;")
        judged = project(chain(first, second), tip=chain(first), in_ci=in_ci)
        used = []
        for ask in (replay, rehearsals):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
            ask(judged)
            used.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt - before)
        return used

    def test_new_migrations_run_in_a_child(self) -> None:
        assert all(self.children_after(in_ci=True))

    def test_elsewhere_no_process_is_started(self) -> None:
        assert self.children_after(in_ci=False) == [0, 0]

    def test_the_verdicts_are_the_same(self) -> None:
        first, second = Link("0000_first", CHILDREN), Link("0001_second", "DROP TABLE p;")
        outcomes = []
        for in_ci in (False, True):
            judged = project(chain(first, second), tip=chain(first), in_ci=in_ci)
            (rehearsal,) = rehearsals(judged)
            outcomes.append((rehearsal.losses, rehearsal.gone, [step.failure for step in replay(judged).steps]))
        assert outcomes[0] == outcomes[1]
        assert outcomes[0][0]

    def test_a_crash_is_no_verdict(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contained, "_START", "import os; os.abort()")
        failure = contained.run(Database(), "SELECT 1;", in_child=True)
        assert failure is not None
        assert (failure.words, failure.undecided) == ("SQLite ended its process with code -6", True)
