"""Branches of drizzle-kit 1.x's migrations: joined where it joins them, refused where `drizzle-kit check` refuses them."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hooks import registry
from hooks.project import Project
from hooks.rule import Rule
from hooks.sources.snapshot_graph import SnapshotGraph
from hooks.sources.snapshot_ids import ORIGIN
from tests.hooks.chain.generate_folders import NODE_MODULES
from tests.hooks.chains import project, told
from tests.oracle.worker import KIT_1, Worker

_CHAIN, _SCHEMA, _DRIFT = (registry.rule(name) for name in ("broken-snapshot-chain", "schema-without-migration", "migration-drift"))
_IMPORTS = 'import { index, integer, sqliteTable, sqliteView, text, unique } from "drizzle-orm/sqlite-core";\nimport { sql } from "drizzle-orm";\n'


def _table(columns: str = "", extra: str = "", name: str = "a") -> str:
    return f'export const {name} = sqliteTable("{name}", {{ id: integer().primaryKey(), kept: text(), {columns} }}, (t) => [{extra}]);\n'


class _Branches(NamedTuple):
    """A schema, and what each of two branches makes of it; `joined` is the schema of both, None where they collide."""

    left: str
    right: str
    joined: str | None


_BEFORE = _table() + _table(name="b")
_BRANCHES = {
    "two tables": _Branches(
        _table("x: text(),") + _table(name="b"), _table() + _table("y: text(),", name="b"), _table("x: text(),") + _table("y: text(),", name="b")
    ),
    "two columns of one table": _Branches(
        _table("x: text(),") + _table(name="b"), _table("y: text(),") + _table(name="b"), _table("x: text(), y: text(),") + _table(name="b")
    ),
    "two new tables": _Branches(_BEFORE + _table(name="c"), _BEFORE + _table(name="d"), _BEFORE + _table(name="c") + _table(name="d")),
    "two indexes": _Branches(
        _table("", "index('i').on(t.kept)") + _table(name="b"),
        _table("", "index('j').on(t.kept)") + _table(name="b"),
        _table("", "index('i').on(t.kept), index('j').on(t.kept)") + _table(name="b"),
    ),
    "an index and a column": _Branches(
        _table("", "index('i').on(t.kept)") + _table(name="b"),
        _table("x: text(),") + _table(name="b"),
        _table("x: text(),", "index('i').on(t.kept)") + _table(name="b"),
    ),
    "a table dropped, another changed": _Branches(_table(), _table("x: text(),") + _table(name="b"), _table("x: text(),")),
    "one column twice": _Branches(_table("x: text(),") + _table(name="b"), _table("x: text(),") + _table(name="b"), None),
    "one new table twice": _Branches(_BEFORE + _table(name="c"), _BEFORE + _table("x: text(),", name="c"), None),
    "a table rebuilt beside its column": _Branches(_table("", "unique().on(t.kept)") + _table(name="b"), _table("x: text(),") + _table(name="b"), None),
    "a table dropped that the other changes": _Branches(_table(), _table() + _table("x: text(),", name="b"), None),
    "one index twice": _Branches(_table("", "index('i').on(t.kept)") + _table(name="b"), _table("", "index('i').on(t.id)") + _table(name="b"), None),
    "one view twice": _Branches(
        _BEFORE + 'export const v = sqliteView("v", { n: text() }).as(sql`select 1`);',
        _BEFORE + 'export const v = sqliteView("v", { n: text() }).as(sql`select 2`);',
        None,
    ),
}
_NAMES = ("20260105080000_base", "20260105080001_left", "20260105080002_right")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(KIT_1) as started:
        yield started


def _forked(worker: Worker, branches: _Branches) -> dict[str, bytes]:
    """The project after the merge: three folders, two of them behind the first."""
    base = worker.pair({"db_schema.ts": _IMPORTS}, {"db_schema.ts": _IMPORTS + _BEFORE})
    sides = [worker.pair({"db_schema.ts": _IMPORTS + _BEFORE}, {"db_schema.ts": _IMPORTS + side}) for side in (branches.left, branches.right)]
    files = {"edgespark.toml": b'project_id = "p"\n', "src/defs/db_schema.ts": (_IMPORTS + (branches.joined or branches.left)).encode()}
    for name, verdict, previous in zip(_NAMES, (base, *sides), ([ORIGIN], ["base"], ["base"]), strict=True):
        files |= _folder(name, verdict.snapshots[1], previous, "--> statement-breakpoint\n".join(verdict.sql))
    return files


def _folder(name: str, snapshot: str, previous: list[str], sql: str) -> dict[str, bytes]:
    document = {**json.loads(snapshot), "id": name.partition("_")[2], "prevIds": previous}
    return {f"drizzle/{name}/snapshot.json": json.dumps(document).encode(), f"drizzle/{name}/migration.sql": sql.encode()}


@pytest.mark.node
@pytest.mark.parametrize("branches", [pytest.param(one, id=name) for name, one in _BRANCHES.items() if one.joined])
def test_branches_that_go_together_are_one_schema(branches: _Branches, worker: Worker) -> None:
    judged = project(_forked(worker, branches))
    assert [said for rule in (_CHAIN, _SCHEMA, _DRIFT) for said in told(rule, judged)] == []


@pytest.mark.node
@pytest.mark.parametrize("branches", [pytest.param(one, id=name) for name, one in _BRANCHES.items() if not one.joined])
def test_branches_that_collide_are_a_finding(branches: _Branches, worker: Worker) -> None:
    (said,) = told(_CHAIN, project(_forked(worker, branches)))
    assert f'"{_NAMES[2]}" and "{_NAMES[1]}" fork behind "{_NAMES[0]}" and collide' in said


@pytest.mark.node
def test_drizzle_kit_refuses_the_same(worker: Worker, tmp_path: Path) -> None:
    for name, branches in _BRANCHES.items():
        _written(tmp_path / name, _forked(worker, branches))
    assert _refused(tmp_path) == {name for name, branches in _BRANCHES.items() if branches.joined is None}


def _written(directory: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)


_CHECK = """
const kit = require(process.argv[1]);
(async () => {
  const refused = [];
  for (const name of process.argv.slice(2)) {
    const answer = await kit.check({ dialect: "sqlite", out: `${name}/drizzle` });
    if (answer.status !== "ok" && answer.error?.kind !== "conflicts") console.error(JSON.stringify(answer));
    if (answer.status !== "ok") refused.push(name);
  }
  process.stdout.write(JSON.stringify(refused), () => process.exit(0));
})();
"""


def _refused(directory: Path) -> set[str]:
    """The projects below `directory` at which `drizzle-kit check` stops."""
    command = ["node", "-e", _CHECK, str(NODE_MODULES / "drizzle-kit/cli.js"), *_BRANCHES]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=180, check=True)
    assert done.stderr == ""
    return set(json.loads(done.stdout))


# --- without drizzle-kit: snapshots without tables -------------------------------------------------------------------------------------
_EMPTY: dict[str, Any] = {"version": "7", "dialect": "sqlite", "ddl": [], "renames": []}


def _chained(**previous: list[str]) -> Project:
    """Folders `20260105080000_a`, … in that order, each with the ids that its snapshot names."""
    files = {"edgespark.toml": b'project_id = "p"\n'}
    for number, (name, ids) in enumerate(previous.items()):
        files |= _folder(f"2026010508000{number}_{name}", json.dumps(_EMPTY), ids, "SELECT 1;")
    return project(files)


def _said(rule: Rule, judged: Project) -> list[str]:
    return [message.partition(": ")[2] for message in told(rule, judged)]


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(_chained(a=[ORIGIN], b=["a"], c=["b"]), id="a line"),
        pytest.param(_chained(a=[ORIGIN], b=["a"], c=["a"], d=["b", "c"]), id="a fork that is joined"),
        pytest.param(_chained(a=[ORIGIN], b=["a"], c=["a"]), id="a fork whose branches do nothing to each other"),
    ],
)
def test_a_graph_that_holds(judged: Project) -> None:
    assert told(_CHAIN, judged) == []


def test_a_parent_that_is_not_here() -> None:
    (said,) = _said(_CHAIN, _chained(a=[ORIGIN], b=["gone"]))
    assert said.startswith('snapshot "20260105080001_b/snapshot.json" follows a snapshot that is not here: it was made on another branch')


def test_a_parent_that_runs_later() -> None:
    (said,) = _said(_CHAIN, _chained(a=["b"], b=[ORIGIN]))
    assert said.startswith('snapshot "20260105080000_a/snapshot.json" follows "20260105080001_b/snapshot.json", whose folder sorts behind it')


def test_a_copied_snapshot() -> None:
    judged = _chained(a=[ORIGIN], b=["a"])
    path = "drizzle/20260105080001_b/snapshot.json"
    files = {one: judged.tree.read(one) for one in judged.tree.entries}
    files[path] = files[path].replace(b'"id": "b"', b'"id": "a"').replace(b'["a"]', f'["{ORIGIN}"]'.encode())
    (said,) = _said(_CHAIN, project(files))
    assert said.startswith('snapshot "20260105080001_b/snapshot.json" has the id of "20260105080000_a/snapshot.json"')


def test_a_missing_snapshot_is_a_warning() -> None:
    judged = _chained(a=[ORIGIN], b=["a"])
    files = {one: judged.tree.read(one) for one in judged.tree.entries if one != "drizzle/20260105080001_b/snapshot.json"}
    assert [said.partition(":")[0] for said in _said(_CHAIN, project(files))] == ['"20260105080001_b" has no snapshot "snapshot.json"']


def test_the_newest_that_two_ends_share() -> None:
    graph = SnapshotGraph(_chained(a=[ORIGIN], b=["a"], c=["b"], d=["b"]).snapshot_ids)
    shared = graph.shared()
    assert shared is not None
    assert ([leaf.id for leaf in graph.leaves], shared.id) == (["c", "d"], "b")


def test_ends_that_share_nothing() -> None:
    assert SnapshotGraph(_chained(a=[ORIGIN], b=[ORIGIN]).snapshot_ids).shared() is None


class TestBeforeTheMerge:
    """The same, seen from a branch: `colliding-migration`."""

    @pytest.mark.node
    @pytest.mark.parametrize("branches", [pytest.param(one, id=name) for name, one in _BRANCHES.items()])
    def test_says_what_the_merge_would_show(self, branches: _Branches, worker: Worker) -> None:
        merged = _forked(worker, branches)
        base, ours, theirs = ({path: content for path, content in merged.items() if not any(name in path for name in without)} for without in _without())
        said = told(registry.rule("colliding-migration"), project(ours, tip=theirs, fork=base))
        assert bool(said) == (branches.joined is None)
        assert all("collide: one side does" in one for one in said)


def _without() -> tuple[tuple[str, ...], ...]:
    """The folders that the base, the right branch and the left one lack."""
    return _NAMES[1:], (_NAMES[1],), (_NAMES[2],)
