"""Migrations that are merged stay as they are: present, unchanged, with their date."""

from collections.abc import Iterator

from hooks.chain import migrations, realigning
from hooks.finding import Edit, Finding, Fix, FixKind, Location, Severity
from hooks.project import Base, Project
from hooks.rule import Group, Rule

_EXPLAINED = "databases that have applied it keep what it did, and fresh ones get something else"


def check(project: Project) -> Iterator[Finding]:
    """A finding for each migration of the fork that is gone or changed; one for all that a revert takes back."""
    base = project.base
    fork = base.fork if base else None
    if base is None or fork is None:
        return
    if project.journal is None and project.migration_paths:
        return  # `broken-journal` tells of the one file that is gone
    migrations.require_one_layout(project, fork)
    gone = _gone(project, fork)
    if gone and base.tip and _is_revert(project, fork, gone):
        yield _reverted(project, base.ref, base.tip, gone)
    else:
        yield from (_removed(project, base.ref, tag) for tag in gone)
    for entry in migrations.entries(fork):
        yield from _changed(project, fork, base, entry.tag)
    yield from _dated_anew(project, fork, base)
    yield from _without_snapshot(project, fork, base.ref)


def _gone(project: Project, fork: Project) -> tuple[str, ...]:
    """The tags that the fork lists and the change does not, unless the base's tip has taken them back itself."""
    here = {entry.tag for entry in migrations.entries(project)}
    at_tip = {entry.tag for entry in migrations.entries(project.base.tip)} if project.base else set()
    return tuple(entry.tag for entry in migrations.entries(fork) if entry.tag not in here and entry.tag in at_tip)


def _is_revert(project: Project, fork: Project, gone: tuple[str, ...]) -> bool:
    """Whether the change is what `git revert` makes of a release: the last migrations are gone with their files, nothing new stands for them."""
    kept = [entry.tag for entry in migrations.entries(fork)][: -len(gone)]
    files_are_gone = not any(project.tree.has(migrations.sql_path(project, tag)) for tag in gone)
    return files_are_gone and [entry.tag for entry in migrations.entries(project)] == kept


def _reverted(project: Project, ref: str, tip: Project, gone: tuple[str, ...]) -> Finding:
    from hooks.chain import reverting

    names = ", ".join(f'"{tag}"' for tag in gone)
    return Finding(
        f"this reverts the merged migration{'s' * (len(gone) > 1)} {names}: no database is rolled back by it, and the next `db generate` writes "
        "the same change again, which then fails where it is applied already",
        Location(project.journal_path),
        gone[0],
        reverting.fix(project, ref, tip),
    )


def _removed(project: Project, ref: str, tag: str) -> Finding:
    return Finding(
        f'the merged migration "{tag}" is gone: {_EXPLAINED}',
        Location(project.journal_path),
        tag,
        realigning.of_own(project)
        or Fix("bring it back, and undo what it does with a new migration", FixKind.COMMAND, (("git", "checkout", ref, "--", project.drizzle_path),)),
    )


def _changed(project: Project, fork: Project, base: Base, tag: str) -> Iterator[Finding]:
    path = migrations.sql_path(project, tag)
    if migrations.is_same(project, fork, path):
        return
    before, after, at_tip = (migrations.lines(side, path) for side in (fork, project, base.tip))
    if before is None or after is None or after in {before, at_tip}:
        return
    first = next((number for number, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new), min(len(before), len(after)) + 1)
    fix = Fix("take the merged text back and put the change into a new migration", FixKind.COMMAND, (("git", "checkout", base.ref, "--", path),))
    yield Finding(f'the merged migration "{tag}" is changed: {_EXPLAINED}', Location(path, min(first, len(after))), tag, fix)


def _dated_anew(project: Project, fork: Project, base: Base) -> Iterator[Finding]:
    merged = {entry.tag: entry.when for entry in migrations.entries(fork)}
    allowed = {(entry.tag, entry.when) for side in (fork, base.tip) for entry in migrations.entries(side)}
    for entry in migrations.entries(project):
        if entry.tag in merged and (entry.tag, entry.when) not in allowed:
            yield Finding(
                f'the merged migration "{entry.tag}" has another date: databases tell by it what they have applied, and may run this one twice or skip others',
                entry.when_location,
                f"{entry.tag}.when",
                Fix(f'write {merged[entry.tag]} as "when" of "{entry.tag}" again', FixKind.EDIT, edits=(Edit(entry.when_location, str(merged[entry.tag])),)),
            )


def _without_snapshot(project: Project, fork: Project, ref: str) -> Iterator[Finding]:
    """The newest merged snapshot, gone while its migration stays.

    A changed one is judged by its effect (`migration-drift`, `broken-snapshot-chain`), since formatters and `drizzle-kit up` rewrite snapshots
    rightly; an older one that is gone has no effect, and `broken-snapshot-chain` warns of it.
    """
    merged = migrations.entries(fork)[-1:]
    listed = {entry.tag for entry in migrations.entries(project)}
    tip = project.base.tip if project.base else None
    for entry in merged:
        path = migrations.snapshot_path(fork, entry)
        taken_back = tip is not None and not tip.tree.has(path)
        if entry.tag in listed and fork.tree.has(path) and not project.tree.has(path) and not taken_back:
            yield Finding(
                f'the snapshot of the merged migration "{entry.tag}" is gone: `db generate` compares with an older one and writes the same change again',
                next(one.location for one in migrations.entries(project) if one.tag == entry.tag),
                f"{entry.tag}.snapshot",
                Fix("bring it back", FixKind.COMMAND, (("git", "checkout", ref, "--", path),)),
            )


RULE = Rule(
    id="edited-migration",
    summary="migrations that are merged stay present and unchanged",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
