"""One's own migrations put behind those of the base."""

import json
from collections.abc import Iterator

import pytest

from hooks.chain import renumber
from hooks.chain.json_merge import Conflict, merged
from hooks.errors import UsageError
from hooks.project import Project
from hooks.trees.file_changes import FileChange
from tests.hooks.chains import Files, Link, chain, project
from tests.hooks.drizzle import IMPORTS, Change
from tests.oracle.worker import Worker

POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey()%s });'
TAGS = 'export const tags = sqliteTable("tags", { id: integer().primaryKey(), label: text().notNull().unique() });'
SCHEMA = "src/defs/db_schema.ts"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "c": 3}, {"a": 1, "c": 3, "b": 2}, id="both add"),
        pytest.param({"a": 1, "b": 2}, {"b": 2}, {"a": 1, "b": 3}, {"b": 3}, id="one removes, one changes another"),
        pytest.param({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "z": 3}}, {"a": {"x": 1, "z": 3, "y": 2}}, id="deeper"),
        pytest.param({}, {"a": {"x": 1}}, {"a": {"x": 1}}, {"a": {"x": 1}}, id="the same"),
        pytest.param({"a": 0}, {"a": False}, {"a": 0}, {"a": False}, id="false is not 0"),
    ],
)
def test_merged(base: object, ours: object, theirs: object, expected: object) -> None:
    assert json.dumps(merged(base, ours, theirs)) == json.dumps(expected)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "keys"),
    [
        pytest.param({"a": {"x": 1}}, {"a": {"x": 2}}, {"a": {"x": 3}}, ("a", "x"), id="both change"),
        pytest.param({"a": {"x": 1}}, {}, {"a": {"x": 3}}, ("a",), id="one removes what the other changes"),
    ],
)
def test_conflict(base: object, ours: object, theirs: object, keys: tuple[str, ...]) -> None:
    with pytest.raises(Conflict) as caught:
        merged(base, ours, theirs)
    assert caught.value.keys == keys


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        pytest.param(project(chain(Link("0000_a"))), "there is no base", id="no base"),
        pytest.param(project(chain(Link("0000_a")), tip=chain(Link("0000_a"))), "no migration of your own", id="nothing of one's own"),
    ],
)
def test_refused(judged: Project, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        renumber.plan(judged)


def test_without_snapshots_only_names_and_dates_change() -> None:
    fork, theirs = Link("0000_a"), Link("0001_theirs", when=50)
    judged = project(chain(fork, Link("0001_ours", "SELECT 1; -- mine\r\n", when=40)), tip=chain(fork, theirs), fork=chain(fork))
    plan = renumber.plan(judged)
    assert plan.tags == (("0001_ours", "0002_ours"),)
    files = {change.path: change.content for change in plan.changes}
    assert sorted(files) == ["drizzle/0001_ours.sql", "drizzle/0001_theirs.sql", "drizzle/0002_ours.sql", "drizzle/meta/_journal.json"]
    assert files["drizzle/0001_ours.sql"] is None
    assert files["drizzle/0002_ours.sql"] == b"SELECT 1; -- mine\r\n"
    entries = json.loads(files["drizzle/meta/_journal.json"] or b"")["entries"]
    assert [(entry["idx"], entry["tag"]) for entry in entries] == [(0, "0000_a"), (1, "0001_theirs"), (2, "0002_ours")]
    assert entries[2]["when"] == entries[1]["when"] + 1


A, OURS, THEIRS = Link("0000_a", "CREATE TABLE a (\n  id integer\n);"), Link("0001_ours"), Link("0001_theirs", when=50)
FORK, TIP, BRANCH = chain(A), chain(A, THEIRS), chain(A, OURS)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"drizzle/0000_a.sql": b"CREATE TABLE b (id integer);"}, "0000_a.sql is merged already and differs here: take it back", id="of the fork"),
        pytest.param({"drizzle/0001_theirs.sql": b"-- mine"}, "0001_theirs.sql is merged already and differs here", id="of the other side"),
        pytest.param({"drizzle/meta/_journal.json": chain(A._replace(when=-1), OURS)["drizzle/meta/_journal.json"]}, 'entry "0000_a" is merged', id="a date"),
        pytest.param({"drizzle/meta/_journal.json": chain(A._replace(idx=1), OURS)["drizzle/meta/_journal.json"]}, 'entry "0000_a" is merged', id="a number"),
    ],
)
def test_what_is_merged_is_not_touched(changed: dict[str, bytes], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        renumber.plan(project(BRANCH | changed, tip=TIP, fork=FORK))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"drizzle/0000_a.sql": A.sql.replace("\n", "\r\n").encode()}, id="line endings"),
        pytest.param({"drizzle/0001_theirs.sql": THEIRS.sql.encode()}, id="the other side's, merged"),
    ],
)
def test_what_stands_as_it_was_merged_stays_as_it_is(changed: dict[str, bytes]) -> None:
    plan = renumber.plan(project(BRANCH | changed, tip=TIP, fork=FORK))
    assert plan.tags == (("0001_ours", "0002_ours"),)
    assert not {change.path for change in plan.changes} & changed.keys()


def test_what_the_other_side_changed_since_the_fork_is_taken() -> None:
    plan = renumber.plan(project(BRANCH, tip=TIP | {"drizzle/0000_a.sql": b"-- theirs"}, fork=FORK))
    assert FileChange("drizzle/0000_a.sql", b"-- theirs") in plan.changes


@pytest.mark.parametrize(
    ("tag", "renumbered"),
    [
        pytest.param("0001_add_users", "0002_add_users", id="numbered"),
        pytest.param("add_users", "0002_add_users", id="without a number"),
        pytest.param("0001", "0002_0001", id="a number alone"),
    ],
)
def test_the_name_stays(tag: str, renumbered: str) -> None:
    assert renumber.plan(project(chain(A, Link(tag)), tip=TIP, fork=FORK)).tags == ((tag, renumbered),)


def test_once_more_there_is_nothing_to_do_however_the_files_are_written() -> None:
    judged = project(BRANCH, tip=TIP, fork=FORK)
    after = dict(BRANCH)
    for change in renumber.plan(judged).changes:
        after.pop(change.path, None)
        if change.content is not None:
            after[change.path] = change.content
    journal = "drizzle/meta/_journal.json"
    after[journal] = json.dumps(json.loads(after[journal]), indent="\t").encode() + b"\n"
    assert renumber.plan(project(after, tip=TIP, fork=FORK)) == renumber.Renumbering((), ())


@pytest.mark.node
class TestDrizzleKit:
    @pytest.fixture
    def worker(self) -> Iterator[Worker]:
        with Worker() as started:
            yield started

    def sides(self, worker: Worker, ours: str, theirs: str, both: str) -> Project:
        """A branch and its base that both changed the same schema; the branch has merged the code already."""
        mine, other = Change(worker, POSTS % "", ours), Change(worker, POSTS % "", theirs)
        files = mine.files | {SCHEMA: (IMPORTS + both).encode()}
        tip = {path: content.replace(b'"b"', b'"t"') for path, content in other.files.items()}
        tip = {path.replace("0001_second.sql", "0001_theirs.sql"): content.replace(b"0001_second", b"0001_theirs") for path, content in tip.items()}
        return project(files, tip=tip, fork=mine.base)

    @pytest.mark.parametrize(
        ("ours", "theirs", "both"),
        [
            pytest.param(POSTS % ", title: text()", POSTS % "" + TAGS, POSTS % ", title: text()" + TAGS, id="different tables"),
            pytest.param(POSTS % ", title: text()", POSTS % ", slug: text()", POSTS % ", slug: text(), title: text()", id="different columns of one table"),
        ],
    )
    def test_proven(self, worker: Worker, ours: str, theirs: str, both: str) -> None:
        judged = self.sides(worker, ours, theirs, both)
        plan = renumber.plan(judged)
        assert plan.tags == (("0001_second", "0002_second"),)
        assert renumber.proof(judged, plan).verdict == "clean"
        files = {change.path: change.content for change in plan.changes}
        assert files["drizzle/0002_second.sql"] == judged.tree.read("drizzle/0001_second.sql")
        assert files["drizzle/0001_second.sql"] is None
        assert isinstance(judged.tree, Files)

    def test_a_schema_that_was_not_merged_is_no_proof(self, worker: Worker) -> None:
        ours = POSTS % ", title: text()"
        judged = self.sides(worker, ours, POSTS % "" + TAGS, ours)
        (finding,) = renumber.proof(judged, renumber.plan(judged)).findings
        assert 'table "tags"' in finding.message

    def test_the_same_column_on_both_sides_needs_a_human(self, worker: Worker) -> None:
        judged = self.sides(worker, POSTS % ", title: text()", POSTS % ", title: integer()", POSTS % ", title: text()")
        with pytest.raises(UsageError, match=r'"0001_second" and the base both change posts\.columns\.title\.type'):
            renumber.plan(judged)
