"""Journal and .sql files match one to one; indexes and tags are unique and in order."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename

from hooks.chain import folder_faults, migrations, realigning, restoring, unstaged
from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.journal import Journal, JournalEntry


def check(project: Project) -> Iterator[Finding]:
    """A finding for each entry and each file that stands alone, and for each entry out of line."""
    yield from folder_faults.faults(project)
    journal = project.journal
    if project.migration_folders:
        return  # drizzle-kit 1.x keeps no journal
    if journal is None:
        yield from _without_journal(project)
        return
    yield from _missing_files(project, journal)
    yield from _unlisted_files(project, journal)
    yield from _repeated_tags(journal)
    yield from _indexes(project, journal)


def _without_journal(project: Project) -> Iterator[Finding]:
    if not project.migration_paths:
        yield from _all_gone(project)
        return
    count = len(project.migration_paths)
    yield Finding(
        f"the journal is missing beside {count} migration{'s' * (count > 1)}: `db migrate` applies nothing, and `db generate` starts again at 0000",
        Location(project.journal_path),
        "_journal.json",
        restoring.fix(project, project.journal_path),
    )


def _all_gone(project: Project) -> Iterator[Finding]:
    """A commit that deletes every migration while the schema stays; of merged ones `edited-migration` tells."""
    head = project.staged.head if project.staged else None
    merged = project.base.fork if project.base else None
    if head and migrations.entries(head) and not migrations.entries(merged) and project.tree.has(project.schema_path) and not project.snapshot_paths:
        command = ("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", project.drizzle_path)
        yield Finding(
            "the commit deletes every migration and keeps the schema: `db migrate` applies nothing, and `db generate` starts again at 0000",
            Location(project.journal_path),
            "_journal.json",
            Fix("bring them back: a migration that others may have applied is never deleted", FixKind.COMMAND, (command,)),
        )


def _missing_files(project: Project, journal: Journal) -> Iterator[Finding]:
    for entry in journal.entries:
        path = migrations.sql_path(project, entry.tag)
        if not project.tree.has(path):
            yield Finding(
                f'journal entry "{entry.tag}" has no file "{basename(path)}": `db migrate` cannot read the chain, and no fresh database can be built',
                entry.location,
                entry.tag,
                restoring.fix(project, path, migrations.snapshot_path(project, entry)),
            )


def _unlisted_files(project: Project, journal: Journal) -> Iterator[Finding]:
    known = {migrations.sql_path(project, tag) for tag in journal.tags}
    for path in project.migration_paths:
        if path not in known:
            yield Finding(
                f'no journal entry names "{basename(path)}": `db migrate` never runs it and reports success',
                Location(path),
                basename(path).removesuffix(".sql"),
                _naming(project, basename(path).removesuffix(".sql")),
            )


def _naming(project: Project, tag: str) -> Fix:
    """How the journal comes to name a file: as the base names it, as the working tree does, or by a new migration."""
    base = project.base
    if base and tag in {entry.tag for entry in migrations.entries(base.tip)}:
        as_there = Fix("take the journal as the base has it", FixKind.COMMAND, (("git", "checkout", base.ref, "--", project.journal_path),))
        return realigning.of_own(project) or as_there
    if project.journal_path in {file.path for file in unstaged.left_out(project)}:
        return Fix("stage the journal with it", FixKind.COMMAND, (("git", "add", project.drizzle_path),))
    return Fix(
        "delete the file and run `edgespark db generate` again; SQL written by hand goes into the file that `drizzle-kit generate --custom` makes, with entry"
    )


def _repeated_tags(journal: Journal) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for entry in journal.entries:
        seen[entry.tag] += 1
        if seen[entry.tag] > 1:
            yield Finding(
                f'the tag "{entry.tag}" stands in the journal {_times(seen[entry.tag])}: a fresh database runs its SQL once for each',
                entry.location,
                entry.tag,
                Fix("delete the entry that repeats the tag; the .sql file stays"),
            )


def _indexes(project: Project, journal: Journal) -> Iterator[Finding]:
    """The first fault of each entry against the one before; entries that repeat a tag have theirs already."""
    first = journal.entries[:1]
    if first and first[0].idx != 0:
        yield _out_of_line(project, first[0], f"is the first and has index {first[0].idx}, not 0: what came before it is lost to every fresh database")
    for before, entry in pairwise(journal.entries):
        fault = _fault(before, entry)
        if fault and before.tag != entry.tag:
            yield _out_of_line(project, entry, fault)


def _fault(before: JournalEntry, entry: JournalEntry) -> str:
    if entry.idx == before.idx:
        return f'has the index {entry.idx} of "{before.tag}": the next `db generate` counts on from the last entry and writes over a snapshot'
    if entry.idx < before.idx:
        return f'stands behind "{before.tag}" with the lower index {entry.idx}: a fresh database runs them in this order, not by index'
    if entry.idx > before.idx + 1:
        return f"has index {entry.idx} behind {before.idx}: either what stood between is lost to every fresh database, or the number is wrong"
    earlier, later = (_prefix(one.tag) for one in (before, entry))
    if earlier is not None and later is not None and later <= earlier:
        return f'stands behind "{before.tag}", which its number does not follow: files and snapshots sort otherwise than the journal runs'
    return ""


def _out_of_line(project: Project, entry: JournalEntry, fault: str) -> Finding:
    return Finding(f'journal entry "{entry.tag}" {fault}', entry.location, entry.tag, realigning.fix(project, entry))


def _prefix(tag: str) -> int | None:
    digits = tag.split("_", maxsplit=1)[0]
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004


RULE = Rule(
    id="broken-journal",
    summary="the journal and the .sql files match one to one, indexes and tags are unique and in order",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
