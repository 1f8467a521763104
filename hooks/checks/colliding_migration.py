"""Merging with the base leaves one unforked, ordered chain: judged before the merge, because a conflict stops the workflows of a pull request."""

from collections.abc import Iterator
from posixpath import basename, relpath
from typing import NamedTuple

from hooks.chain import migrations
from hooks.finding import Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources import snapshot_ids
from hooks.sources.journal import JournalEntry


class _Sides(NamedTuple):
    """What each side adds to the fork, where neither has the other's."""

    ref: str
    ours: tuple[JournalEntry, ...]
    theirs: tuple[JournalEntry, ...]


def check(project: Project) -> Iterator[Finding]:
    """One finding that names every way in which the two sides collide; none while a commit is made, which is too early to merge."""
    sides = _sides(project)
    tip = project.base.tip if project.base else None
    if project.staged is not None or sides is None or tip is None:
        return
    migrations.require_journal(project, "whether two branches with migrations can be merged there is not judged yet")
    faults = [*_same_numbers(sides), *_same_snapshots(project, tip, sides), *_forked(project, tip, sides), *_dates(sides), *_same_objects(project, tip)]
    yield Finding(
        f"{_names(sides.ours)} and {_names(sides.theirs)} of {sides.ref} start from the same migration and cannot simply be merged: {'; '.join(faults)}",
        sides.ours[0].location,
        sides.ours[0].tag,
        _fix(project, sides),
    )


def _fix(project: Project, sides: _Sides) -> Fix:
    """Merging is left to a human: git stops at the journal, and the schema may need a decision."""
    return Fix(
        f"merge {sides.ref} and keep both changes in the schema; where git stops at {project.drizzle_path}, leave its files as they are: "
        f"`edgespark-ci db renumber` puts your own {_names(sides.ours)} behind theirs, once it has shown that the result builds the schema",
        commands=(("git", "merge", sides.ref), ("edgespark-ci", "db", "renumber"), ("git", "add", relpath(project.drizzle_path, project.root))),
        cwd=project.root,
    )


def _sides(project: Project) -> _Sides | None:
    """None where one side has nothing of its own, or the change holds the other side already: then order and snapshots are judged as they stand."""
    if project.base is None:
        return None
    at_fork, at_tip, here = ({entry.tag for entry in migrations.entries(side)} for side in (project.base.fork, project.base.tip, project))
    ours = tuple(entry for entry in migrations.entries(project) if entry.tag not in at_fork | at_tip)
    theirs = tuple(entry for entry in migrations.entries(project.base.tip) if entry.tag not in at_fork | here)
    return _Sides(project.base.ref, ours, theirs) if ours and theirs else None


def _same_numbers(sides: _Sides) -> Iterator[str]:
    taken = {entry.idx: entry.tag for entry in sides.theirs}
    for entry in sides.ours:
        if entry.idx in taken:
            yield f'"{entry.tag}" and "{taken[entry.idx]}" both have index {entry.idx}, so the journal conflicts'


def _same_snapshots(project: Project, tip: Project, sides: _Sides) -> Iterator[str]:
    theirs = {migrations.snapshot_path(tip, entry) for entry in sides.theirs}
    for path in sorted(theirs & {migrations.snapshot_path(project, entry) for entry in sides.ours}):
        if project.tree.has(path) and tip.tree.has(path):
            yield f'both write "{basename(path)}", and one of the two is lost'


def _forked(project: Project, tip: Project, sides: _Sides) -> Iterator[str]:
    parents = [_parent(project, sides.ours[0]), _parent(tip, sides.theirs[0])]
    if parents[0] is not None and parents[0] == parents[1]:
        yield "their snapshots follow the same one, so `db generate` refuses to go on"


def _parent(project: Project, entry: JournalEntry) -> str | None:
    path = migrations.snapshot_path(project, entry)
    return snapshot_ids.read(path, project.tree.read(path)).prev_id if project.tree.has(path) else None


def _dates(sides: _Sides) -> Iterator[str]:
    newest = max(sides.theirs, key=lambda entry: entry.when)
    for entry in sides.ours:
        if entry.when <= newest.when:
            yield f'"{entry.tag}" is older than "{newest.tag}", so a database that has applied that one skips it in silence'


def _same_objects(project: Project, tip: Project) -> Iterator[str]:
    """Tables that both sides change, columns where it is the very same."""
    ours, theirs = _changed(project, project), _changed(project, tip)
    both = ours & theirs
    tables = {table for table, _subject in ours} & {table for table, _subject in theirs}
    for table in sorted(tables):
        same = sorted(subject for owner, subject in both if owner == table)
        yield f"both change {', '.join(map(_quoted, same))}" if same else f"both change table {_quoted(table)}"


def _changed(project: Project, side: Project) -> set[tuple[str, str]]:
    """What a side changes against the fork, as table and object."""
    from hooks.schema_diff.compare import compared
    from hooks.sources.schema import Schema

    fork = project.base.fork if project.base else None
    before = fork.newest_snapshot if fork else None
    after = side.newest_snapshot
    if after is None:
        return set()
    return {(change.table, change.subject) for change in compared(before.schema if before else Schema({}, {}), after.schema)}


def _names(entries: tuple[JournalEntry, ...]) -> str:
    return ", ".join(_quoted(entry.tag) for entry in entries)


def _quoted(name: str) -> str:
    return f'"{name}"'


RULE = Rule(
    id="colliding-migration",
    summary="merging with the base leaves one unforked, ordered chain of migrations",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
