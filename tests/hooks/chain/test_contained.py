"""Migrations in a process of their own: what is too long or too slow for this one, and in CI whatever is new."""

# ruff: noqa: S608 - SQL put together from text is what is tested here

import resource
import time

import pytest

from hooks.chain import sqlite_child
from hooks.chain.contained import Containment
from hooks.chain.rehearsal import rehearsals
from hooks.chain.replay import replay
from hooks.project import Project
from hooks.sources.sqlite.clock import Clock, Failure
from hooks.sources.sqlite.database import Database
from tests.hooks.chains import Link, chain, project

CHILDREN = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id) ON DELETE CASCADE);"
LONG = "CREATE TABLE big AS SELECT zeroblob(1000000) AS b;"
# One call of one function: no progress handler is asked while it runs.
SLOW = "SELECT instr(hex(zeroblob(990000)), hex(zeroblob(490000)) || '1');"


def contained(database: Database, sql: str, *, in_child: bool) -> Failure | None:
    with Containment() as containment:
        return containment.run(database, sql, in_child=in_child)


@pytest.mark.parametrize("in_child", [False, True])
class TestTheSameAsHere:
    """A child changes no verdict."""

    def test_what_it_leaves(self, in_child: bool) -> None:
        database = Database()
        database.prepare(["CREATE TABLE es_system__auth_user (id text PRIMARY KEY)"])
        sql = f"{CHILDREN} INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);--> statement-breakpoint\nINSERT INTO es_system__auth_user VALUES ('x');"
        assert contained(database, sql, in_child=in_child) is None
        assert contained(database, "DROP TABLE p;", in_child=in_child) is None
        assert database.connection.execute("SELECT count(*) FROM c").fetchone() == (0,)  # foreign keys are on, there and here
        assert [(touch.statement.number, touch.statement.line, touch.table) for touch in database.touches if touch.is_of_platform] == [
            (5, 2, "es_system__auth_user")
        ]

    def test_what_fails(self, in_child: bool) -> None:
        database = Database()
        failure = contained(database, "CREATE TABLE a (b);\nnonsense;", in_child=in_child)
        assert failure is not None
        assert (failure.statement.number, failure.statement.line, failure.undecided) == (2, 2, False)
        assert failure.words == 'near "nonsense": syntax error'
        assert not database.has_table("a")

    def test_what_is_refused(self, in_child: bool) -> None:
        failure = contained(Database(), "ATTACH 'stolen.db' AS s;", in_child=in_child)
        assert failure is not None
        assert failure.words == "D1 refuses ATTACH"

    def test_nothing_to_run(self, in_child: bool) -> None:
        assert contained(Database(), "-- nothing\n", in_child=in_child) is None

    def test_a_used_up_clock(self, in_child: bool) -> None:
        failure = contained(Database(Clock(seconds=0)), "\nSELECT 1;", in_child=in_child)
        assert failure is not None
        assert (failure.words, failure.statement.line) == ("not begun: all migrations together have run for 0 s", 2)

    def test_a_slow_function_ends(self, in_child: bool) -> None:
        started, clock = time.monotonic(), Clock(seconds=1)
        failure = contained(Database(clock), f"CREATE TABLE a (b);\n{SLOW}", in_child=in_child)
        assert failure is not None
        assert (failure.statement.number, failure.undecided) == (2, True)
        assert failure.words == "did not end within 1 s and was stopped"
        assert clock.is_used_up
        assert time.monotonic() - started < 55

    @pytest.mark.parametrize("call", ["zeroblob(7000000)", "instr(hex(zeroblob(3500000)), 'x')"])
    def test_more_than_d1_takes(self, in_child: bool, call: str) -> None:
        failure = contained(Database(), f"SELECT {call};", in_child=in_child)
        assert failure is not None
        assert failure.words == "builds a value above 2,000,000 bytes, the most that D1 takes"
        assert not failure.undecided


class TestLongValues:
    def test_they_are_built_and_can_be_built_on(self) -> None:
        database = Database()
        assert contained(database, f"{CHILDREN} {LONG}", in_child=False) is None
        assert contained(database, "CREATE TABLE second AS SELECT b FROM big;", in_child=False) is None
        with database.reading() as connection:
            assert connection.execute("SELECT length(b) FROM second").fetchone() == (1_000_000,)

    def test_a_table_of_the_platform_is_touched_once(self) -> None:
        database = Database()
        database.prepare(["CREATE TABLE es_system__auth_user (id text PRIMARY KEY)"])
        assert contained(database, f"INSERT INTO es_system__auth_user VALUES ('x'); {LONG}", in_child=False) is None
        assert sum(touch.is_of_platform for touch in database.touches) == 1

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


class TestOneChildForAll:
    def test_it_is_started_once(self) -> None:
        database = Database()
        with Containment() as containment:
            used = [self._faults(containment, database, f"CREATE TABLE t{number} (a);") for number in range(3)]
        assert used == [0, 0, 0]  # of children that have ended: it lives on
        assert all(database.has_table(f"t{number}") for number in range(3))

    def test_where_one_ended_it_the_next_gets_another(self) -> None:
        database = Database(Clock(seconds=1))
        with Containment() as containment:
            ended = containment.run(database, SLOW, in_child=True)
            database.clock = Clock()
            assert containment.run(database, "CREATE TABLE a (b);", in_child=True) is None
        assert ended is not None
        assert ended.undecided
        assert database.has_table("a")

    def test_one_failure_leaves_nothing_to_the_next(self) -> None:
        database = Database()
        with Containment() as containment:
            assert containment.run(database, "CREATE TABLE a (b);\nnonsense;", in_child=True) is not None
            assert containment.run(database, "CREATE TABLE a (c);", in_child=True) is None

    def test_time_is_counted_for_each(self) -> None:
        """The system's bound is on the whole life of the process; what the first used is not the second's."""
        busy = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500000) SELECT sum(n) FROM c;"
        with Containment() as containment:
            outcomes = [containment.run(Database(Clock(seconds=2)), busy, in_child=True) for _each in range(20)]
        assert outcomes == [None] * 20

    def test_one_that_never_answers_is_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite_child, "_START", "import time; time.sleep(60)")
        monkeypatch.setattr(sqlite_child, "_LONGEST_WAIT_SECONDS", 0.2)
        failure = contained(Database(), "SELECT 1;", in_child=True)
        assert failure is not None
        assert (failure.words, failure.undecided) == ("did not end within 4 s and was stopped", True)

    @pytest.mark.parametrize(
        ("start", "code"),
        [
            pytest.param("import os; os.abort()", -6, id="a crash"),
            pytest.param("import time; print('nonsense', flush=True); time.sleep(60)", -15, id="no answer"),
            pytest.param("print('{\"image\": 9}', flush=True)", 0, id="half an image"),
            pytest.param("import time; print('[]', flush=True); time.sleep(60)", -15, id="another shape"),
        ],
    )
    def test_no_answer_is_no_verdict(self, monkeypatch: pytest.MonkeyPatch, start: str, code: int) -> None:
        monkeypatch.setattr(sqlite_child, "_START", start)
        failure = contained(Database(), "SELECT 1;", in_child=True)
        assert failure is not None
        assert (failure.words, failure.undecided) == (f"SQLite ended its process with code {code}", True)

    @staticmethod
    def _faults(containment: Containment, database: Database, sql: str) -> int:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
        assert containment.run(database, sql, in_child=True) is None
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt - before


class TestInCi:
    FIRST, SECOND = Link("0000_first", CHILDREN), Link("0001_second", "ALTER TABLE p ADD note text;")

    def children_after(self, judged: Project) -> list[bool]:
        used = []
        for ask in (replay, rehearsals):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
            ask(judged)
            used.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt > before)
        return used

    def test_new_migrations_run_in_a_child(self) -> None:
        judged = project(chain(self.FIRST, self.SECOND), tip=chain(self.FIRST), in_ci=True)
        assert self.children_after(judged) == [True, True]

    def test_elsewhere_no_process_is_started(self) -> None:
        judged = project(chain(self.FIRST, self.SECOND), tip=chain(self.FIRST))
        assert self.children_after(judged) == [False, False]

    def test_without_a_base_every_migration_does(self) -> None:
        assert self.children_after(project(chain(self.FIRST), in_ci=True)) == [True, False]

    def test_a_merged_one_with_other_text_does(self) -> None:
        edited = self.FIRST._replace(sql=f"{CHILDREN} SELECT 1;")
        assert self.children_after(project(chain(edited), tip=chain(self.FIRST), in_ci=True)) == [True, False]

    def test_what_the_base_holds_runs_here(self) -> None:
        assert self.children_after(project(chain(self.FIRST), tip=chain(self.FIRST), in_ci=True)) == [False, False]

    def test_the_verdicts_are_the_same(self) -> None:
        first, second = Link("0000_first", CHILDREN), Link("0001_second", "DROP TABLE p;")
        outcomes = []
        for in_ci in (False, True):
            judged = project(chain(first, second), tip=chain(first), in_ci=in_ci)
            (rehearsal,) = rehearsals(judged)
            outcomes.append((rehearsal.losses, rehearsal.gone, [step.failure for step in replay(judged).steps]))
        assert outcomes[0] == outcomes[1]
        assert outcomes[0][0]
