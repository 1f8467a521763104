"""The declared schema equals what the migrations build; every difference is named."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from posixpath import basename, relpath

from hooks.chain import migrations, restoring, schema_hash, unmigrated, unstaged
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.schema_diff import sentences
from hooks.schema_diff.change import Action, Change, Thing

MOST_FINDINGS = 20
"""Above this many, the changes of one table are told together."""
_NAMED_OF_A_TABLE = 4
_VISIBLE = frozenset({Thing.TABLE, Thing.COLUMN, Thing.INDEX})
"""What SQLite shows by name."""
_DONE = {Action.ADD: "make", Action.DROP: "drop", Action.ALTER: "change"}
_GENERATE = ("edgespark", "db", "generate")


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """A finding for each difference, and a diagnostic for each part of the schema that cannot be read."""
    declared = project.declared
    if declared is not None and declared.problems and not schema_hash.proves_untouched(project):
        yield from declared.problems
    changes = _changes(project)
    if changes and not _awaits_staging(project) and not _awaits_restoring(project):
        yield from _findings(project, changes)


def _changes(project: Project) -> tuple[Change, ...]:
    """drizzle-kit compares with the newest snapshot; where there is none, the migrations themselves must say what they build."""
    if project.newest_snapshot is None and project.migration_paths:
        return unmigrated.replayed_changes(project)
    return unmigrated.certain_changes(project, project.newest_snapshot)


def _awaits_staging(project: Project) -> bool:
    """Whether the migration is there and only not staged: `unstaged-migration` says so, with the shorter repair."""
    files = unstaged.left_out(project)
    try:
        return bool(files) and unstaged.completes(project, files)
    except NoVerdict:
        return False


def _awaits_restoring(project: Project) -> bool:
    """Whether the change takes away the snapshot to compare with: those who tell of that bring it back, and generating would make another."""
    try:
        listed = migrations.entries(project)
    except NoVerdict:
        return False
    if listed:
        return restoring.is_lost(project, migrations.snapshot_path(project, listed[-1]))
    return not project.snapshot_paths and restoring.is_lost(project, project.journal_path)


def _findings(project: Project, changes: Sequence[Change]) -> Iterator[Finding]:
    other_side, repeated = _other_side(project), _carried_out(project, changes)
    fix = _fix(project, changes, repeated)
    for _part, group in groupby(changes, key=lambda change: (change.thing is Thing.VIEW, change.table)):
        of_table = tuple(group)
        if len(changes) > MOST_FINDINGS and len(of_table) > 1:
            yield Finding(f"{_together(of_table)} ({other_side})", _table_location(project, of_table[0].table), of_table[0].table, fix)
            continue
        for change in of_table:
            sentence = _repetition(change) if change in repeated else change.sentence
            yield Finding(f"{sentence} ({other_side})", _location(project, change), change.subject, fix)


def _carried_out(project: Project, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that the migrations do make, by hand-written SQL: only the newest snapshot does not know, so drizzle-kit repeats them."""
    if not project.snapshot_paths or (project.declared and project.declared.problems):
        return ()  # nothing can be said of half a schema
    try:
        missing = {change[:4] for change in unmigrated.replayed_changes(project)}
    except NoVerdict:
        return ()  # the rules over the migrations say why
    return tuple(change for change in changes if change.thing in _VISIBLE and change[:4] not in missing)


def _repetition(change: Change) -> str:
    named = sentences.named(change.thing, change.table, change.name)
    return f"{named}: the migrations do {_DONE[change.action]} it, but the newest snapshot does not know, and the next `db generate` does it again"


def _together(changes: Sequence[Change]) -> str:
    names = ", ".join(f'{change.thing.value} "{change.name}"' for change in changes[:_NAMED_OF_A_TABLE])
    more = len(changes) - _NAMED_OF_A_TABLE
    rest = f" and {more} more" if more > 0 else ""
    return f'table "{changes[0].table}" differs in {len(changes)} places from what the migrations build: {names}{rest}'


def _location(project: Project, change: Change) -> Location:
    """Where to edit: the declaration, or for what is gone the table that had it."""
    return change.location or _table_location(project, change.table)


def _table_location(project: Project, name: str) -> Location:
    table = project.declared.schema.tables.get(name) if project.declared else None
    return table.location if table and table.location else Location(project.schema_path)


def _other_side(project: Project) -> str:
    if not project.snapshot_paths:
        return "read from the migrations, as there is no snapshot" if project.migration_paths else "no migration yet"
    newest, ahead = _newest_name(project), _ahead(project)
    return f'newest snapshot: {newest}, older than migration "{ahead[-1]}"' if ahead else f"newest snapshot: {newest}"


def _newest_name(project: Project) -> str:
    path = project.snapshot_paths[-1]
    return relpath(path, project.drizzle_path) if project.migration_folders else basename(path)


def _ahead(project: Project) -> tuple[str, ...]:
    """Migrations after the newest snapshot: written by hand, and unknown to drizzle-kit."""
    try:
        journal = project.journal
    except NoVerdict:
        return ()  # `broken-journal` says so
    newest = _newest_name(project).split("_")[0]
    return tuple(entry.tag for entry in journal.entries if entry.tag.split("_")[0] > newest) if journal else ()


def _fix(project: Project, changes: Sequence[Change], repeated: Sequence[Change]) -> Fix:
    drizzle = relpath(project.drizzle_path, project.root)
    if any(change.may_be_rename for change in changes):
        text = f"`edgespark db generate` asks whether {_possible_rename(changes)}: run it in a terminal and answer, then `git add {drizzle}`"
        return Fix(text, cwd=project.root)
    if repeated:
        text = f"run `edgespark db generate`, take out of the new .sql what the migrations already do, keep its snapshot, then `git add {drizzle}`"
        return Fix(text, cwd=project.root)
    commands = (_GENERATE, ("git", "add", drizzle))
    return Fix("generate the migration and stage it", FixKind.COMMAND, commands, cwd=project.root, requires=("edgespark>=0.0.17",))


def _possible_rename(changes: Sequence[Change]) -> str:
    """The question that drizzle-kit will ask first. Of a pair one may be missing here: a view of somebody else, a stored column."""
    asked = [change for change in changes if change.may_be_rename]
    for gone in asked:
        for new in asked:
            if gone.action is Action.DROP and new.action is Action.ADD and _are_siblings(gone, new):
                return f'{gone.thing.value} "{gone.subject}" became "{new.subject}"'
    return f'{asked[0].thing.value} "{asked[0].subject}" was renamed'


def _are_siblings(one: Change, other: Change) -> bool:
    return one.thing is other.thing and (one.thing is not Thing.COLUMN or one.table == other.table)


RULE = Rule(
    id="schema-without-migration",
    summary="the declared schema equals what the migrations build",
    severity=Severity.ERROR,
    group=Group.SCHEMA,
    check=check,
)
