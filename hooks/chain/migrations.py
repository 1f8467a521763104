"""The migrations of a project: journal and .sql files brought together, and which of them are new against the base."""

from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.project import Project
from hooks.sources.journal import JournalEntry

MAX_SQL_BYTES = 2_000_000


class Migration(NamedTuple):
    """One entry of the journal with the SQL that it names."""

    entry: JournalEntry
    path: str
    sql: str

    @property
    def tag(self) -> str:
        """The name by which the journal, drizzle and the platform know it."""
        return self.entry.tag


def sql_path(project: Project, tag: str) -> str:
    """Where the .sql file of `tag` lies."""
    if project.migration_folders:
        return f"{project.drizzle_path}/{tag}/migration.sql"
    return f"{project.drizzle_path}/{tag}.sql"


def snapshot_path(project: Project, entry: JournalEntry) -> str:
    """Where drizzle-kit puts the snapshot of an entry: the file name holds the tag's prefix."""
    if project.migration_folders:
        return f"{project.drizzle_path}/{entry.tag}/snapshot.json"
    return f"{project.drizzle_path}/meta/{entry.tag.split('_')[0]}_snapshot.json"


def entries(project: Project | None) -> tuple[JournalEntry, ...]:
    """The entries of the journal in its order; none where there is no project or no journal."""
    journal = project.journal if project else None
    return journal.entries if journal else ()


def listed(project: Project) -> tuple[Migration, ...]:
    """Every migration that has its file, in the journal's order, once each. Raises NoVerdict for a file that is no SQL text."""
    found = {}
    for entry in entries(project):
        path = sql_path(project, entry.tag)
        content = project.content(path)
        if content is not None and entry.tag not in found:
            found[entry.tag] = Migration(entry, path, decoded(path, content))
    return tuple(found.values())


def new_tags(project: Project) -> frozenset[str]:
    """The tags of the entries that the base's tip lacks; every tag where there is no base. Raises NoVerdict where the layout changed."""
    if project.base:
        require_one_layout(project, project.base.tip)
    known = {entry.tag for entry in entries(project.base.tip)} if project.base else set()
    return frozenset(entry.tag for entry in entries(project) if entry.tag not in known)


def require_journal(project: Project, what: str) -> None:
    """Raise NoVerdict where there are folders instead: `what` is then not known to hold or to matter."""
    if project.migration_folders:
        first = project.migration_folders[0]
        raise NoVerdict(f"drizzle-kit 1.x's folders instead of a journal: {what}", Location(sql_path(project, first)))


def require_one_layout(project: Project, other: Project | None) -> None:
    """Raise NoVerdict where one side has drizzle-kit 1.x's folders and the other a journal: `drizzle-kit up` gives merged migrations new names."""
    if other and entries(other) and bool(other.migration_folders) != bool(project.migration_folders):
        raise NoVerdict(
            "the migrations lie in another layout than at the base (drizzle-kit 1.x's folders, or a journal): which of them are new cannot be told",
            Location(project.drizzle_path),
        )


def decoded(path: str, content: bytes) -> str:
    """The text of a .sql file. Raises NoVerdict for a huge one, and at the place where it is not UTF-8."""
    if len(content) > MAX_SQL_BYTES:
        raise NoVerdict(f"file is {len(content) / 1e6:.1f} MB, above the limit of {MAX_SQL_BYTES // 1_000_000} MB: not run", Location(path))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoVerdict("invalid UTF-8", Location(path, content[: error.start].count(b"\n") + 1)) from error
