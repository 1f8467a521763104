"""Migrations that are merged stay as they are: present, unchanged, with their date."""

from collections.abc import Iterator

from hooks.chain import migrations
from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.journal import JournalEntry

_EXPLAINED = "databases that have applied it keep what it did, and fresh ones get something else"


def check(project: Project) -> Iterator[Finding]:
    """A finding for each migration of the fork that is gone or changed; one for all that a revert takes back."""
    base = project.base
    fork = base.fork if base else None
    if base is None or fork is None:
        return
    migrations.require_one_layout(project, fork)
    gone = _gone(project, fork)
    if gone and _is_revert(project, fork, gone):
        yield _reverted(project, base.ref, gone)
    else:
        yield from (_removed(project, base.ref, tag) for tag in gone)
    for entry in migrations.entries(fork):
        yield from _changed(project, fork, base.ref, entry)
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


def _reverted(project: Project, ref: str, gone: tuple[str, ...]) -> Finding:
    names = ", ".join(f'"{tag}"' for tag in gone)
    paths = (project.drizzle_path, project.schema_path)
    return Finding(
        f"this reverts the merged migration{'s' * (len(gone) > 1)} {names}: no database is rolled back by it, and the next `db generate` writes "
        "the same change again, which then fails where it is applied already",
        Location(project.journal_path),
        gone[0],
        Fix(
            "revert the code and keep drizzle/ and the schema: take these paths back into the revert; what is no longer used is dropped "
            "later, by a new migration, once no deployed code reads it",
            FixKind.COMMAND,
            (("git", "checkout", ref, "--", *paths),),
        ),
    )


def _removed(project: Project, ref: str, tag: str) -> Finding:
    return Finding(
        f'the merged migration "{tag}" is gone: {_EXPLAINED}',
        Location(project.journal_path),
        tag,
        Fix("bring it back, and undo what it does with a new migration", FixKind.COMMAND, (("git", "checkout", ref, "--", project.drizzle_path),)),
    )


def _changed(project: Project, fork: Project, ref: str, merged: JournalEntry) -> Iterator[Finding]:
    path = migrations.sql_path(project, merged.tag)
    before, after = _lines(fork, path), _lines(project, path)
    at_tip = _lines(project.base.tip, path) if project.base and project.base.tip else None
    if before is not None and after is not None and after not in {before, at_tip}:
        first = next((number for number, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new), min(len(before), len(after)) + 1)
        fix = Fix("take the merged text back and put the change into a new migration", FixKind.COMMAND, (("git", "checkout", ref, "--", path),))
        yield Finding(f'the merged migration "{merged.tag}" is changed: {_EXPLAINED}', Location(path, min(first, len(after))), merged.tag, fix)
    for entry in migrations.entries(project):
        if entry.tag == merged.tag and entry.when != merged.when and entry.when not in _whens_at_tip(project, entry.tag):
            yield Finding(
                f'the merged migration "{entry.tag}" has another date: databases tell by it what they have applied, and may run this one twice or skip others',
                entry.when_location,
                f"{entry.tag}.when",
                Fix(f'write {merged.when} as "when" of "{entry.tag}" again'),
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


def _lines(project: Project, path: str) -> tuple[bytes, ...] | None:
    """The lines of a file without regard to line endings, or None where it is not."""
    content = project.content(path)
    return None if content is None else tuple(content.rstrip().splitlines())


def _whens_at_tip(project: Project, tag: str) -> set[int]:
    return {entry.when for entry in migrations.entries(project.base.tip) if entry.tag == tag} if project.base else set()


RULE = Rule(
    id="edited-migration",
    summary="migrations that are merged stay present and unchanged",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
