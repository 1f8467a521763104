"""Merging with the base leaves one unforked, ordered chain: judged before the merge, because a conflict stops the workflows of a pull request."""

from collections.abc import Iterator
from posixpath import basename, relpath

from hooks.chain import migrations
from hooks.chain.overlap import overlaps
from hooks.chain.sides import Sides, parted
from hooks.finding import Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources import snapshot_ids
from hooks.sources.journal import JournalEntry


def check(project: Project) -> Iterator[Finding]:
    """One finding that names every way in which the two sides collide; none while a commit is made, which is too early to merge."""
    sides = parted(project)
    tip = project.base.tip if project.base else None
    if project.staged is not None or sides is None or tip is None:
        return
    if project.migration_folders:
        yield from _in_folders(project, tip, sides)
        return
    faults = [*_same_numbers(sides), *_same_snapshots(project, tip, sides), *_forked(project, tip, sides), *_dates(sides), *_same_objects(project, tip, sides)]
    told = "; ".join(faults) or "both add to the end of the journal, so git stops there"
    yield Finding(
        f"{_names(sides.ours)} and {_names(sides.theirs)} of {sides.ref} start from the same migration and cannot simply be merged: {told}",
        sides.ours[0].location,
        sides.ours[0].tag,
        _fix(project, sides),
    )


def _in_folders(project: Project, tip: Project, sides: Sides) -> Iterator[Finding]:
    """drizzle-kit 1.x joins branches by itself, unless their order matters."""
    from hooks.schema_diff.branches import collision
    from hooks.sources.schema import Schema

    migrations.require_one_layout(project, tip)
    fork = project.base.fork if project.base else None
    before, ours, theirs = (side.newest_snapshot.schema if side and side.newest_snapshot else Schema({}, {}) for side in (fork, project, tip))
    found = collision(before, ours, theirs)
    if found:
        own, other = (statement.words for statement in found)
        yield Finding(
            f"{_names(sides.ours)} and {_names(sides.theirs)} of {sides.ref} collide: one side does {own}, the other {other}, "
            "and once they are merged `db generate` refuses to go on",
            sides.ours[0].location,
            sides.ours[0].tag,
            Fix(f"merge {sides.ref}, delete your own folders {_names(sides.ours)}, keep both changes in the schema, and generate again"),
        )


def _fix(project: Project, sides: Sides) -> Fix:
    """Merging is left to a human: git stops at the journal, and the schema may need a decision."""
    return Fix(
        f"merge {sides.ref} and keep both changes in the schema; where git stops at {project.drizzle_path}, leave its files as they are: "
        f"`edgespark-ci db renumber` puts your own {_names(sides.ours)} behind theirs, once it has shown that the result builds the schema",
        commands=(
            ("git", "merge", sides.ref),
            ("edgespark-ci", "db", "renumber"),
            ("git", "add", relpath(project.drizzle_path, project.root)),
            ("git", "commit", "--no-edit"),
        ),
        cwd=project.root,
    )


def _same_numbers(sides: Sides) -> Iterator[str]:
    indexes, prefixes = {entry.idx: entry.tag for entry in sides.theirs}, {entry.prefix: entry.tag for entry in sides.theirs}
    for entry in sides.ours:
        if entry.idx in indexes:
            yield f'"{entry.tag}" and "{indexes[entry.idx]}" both have index {entry.idx}, so the journal conflicts'
        elif entry.prefix in prefixes:
            yield f'"{entry.tag}" and "{prefixes[entry.prefix]}" have one number, by which drizzle-kit names their snapshots'


def _same_snapshots(project: Project, tip: Project, sides: Sides) -> Iterator[str]:
    theirs = {migrations.snapshot_path(tip, entry) for entry in sides.theirs}
    for path in sorted(theirs & {migrations.snapshot_path(project, entry) for entry in sides.ours}):
        if project.tree.has(path) and tip.tree.has(path):
            yield f'both write "{basename(path)}", and one of the two is lost'


def _forked(project: Project, tip: Project, sides: Sides) -> Iterator[str]:
    parents = [_parent(project, sides.ours[0]), _parent(tip, sides.theirs[0])]
    if parents[0] is not None and parents[0] == parents[1]:
        yield "their snapshots follow the same one, so `db generate` refuses to go on"


def _parent(project: Project, entry: JournalEntry) -> str | None:
    path = migrations.snapshot_path(project, entry)
    return snapshot_ids.read(path, project.tree.read(path)).prev_id if project.tree.has(path) else None


def _dates(sides: Sides) -> Iterator[str]:
    newest = max(sides.theirs, key=lambda entry: entry.when)
    for entry in sides.ours:
        if entry.when <= newest.when:
            yield f'"{entry.tag}" is older than "{newest.tag}", so `db migrate` skips it where that one is applied, and reports success'


def _same_objects(project: Project, tip: Project, sides: Sides) -> Iterator[str]:
    """Tables that both sides change, columns where it is the very same."""
    for overlap in overlaps(project, tip, *({entry.tag for entry in side} for side in (sides.ours, sides.theirs))):
        if overlap.subjects:
            yield f"both change {', '.join(map(_quoted, overlap.subjects))}, and only you can say which of the two shall stay"
        else:
            yield f"both change table {_quoted(overlap.table)}, so read the two together"


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
