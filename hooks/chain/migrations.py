"""The migrations of a project: journal and .sql files brought together, and which of them are new against the base."""

from typing import TYPE_CHECKING, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.project import Project
from hooks.sources.journal import JournalEntry
from hooks.trees.tree import SYMLINK

if TYPE_CHECKING:
    from hooks.sources.schema import Schema

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
    """Where drizzle-kit puts the snapshot of an entry."""
    if project.migration_folders:
        return f"{project.drizzle_path}/{entry.tag}/snapshot.json"
    return f"{project.drizzle_path}/meta/{entry.prefix}_snapshot.json"


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


def lines(side: Project | None, path: str) -> tuple[bytes, ...] | None:
    """The lines of a file without regard to line endings, or None where it is not: git may write them otherwise on each machine."""
    content = side.content(path) if side else None
    return None if content is None else tuple(content.rstrip().splitlines())


def is_same(one: Project, other: Project, path: str) -> bool:
    """Whether both hold the same bytes at `path`, or nothing. Where git's ids say so nothing is read; that of a link says nothing of its target."""
    here, there = (side.tree.entries.get(path) for side in (one, other))
    if here is not None and here.oid and here == there and here.mode != SYMLINK:
        return True
    return one.content(path) == other.content(path)


def new_tags(project: Project) -> frozenset[str]:
    """The tags of the entries that the base's tip lacks; every tag where there is no base. Raises NoVerdict where the layout changed."""
    if project.base:
        require_one_layout(project, project.base.tip)
    known = {entry.tag for entry in entries(project.base.tip)} if project.base else set()
    return frozenset(entry.tag for entry in entries(project) if entry.tag not in known)


def lost(project: Project) -> JournalEntry | None:
    """The first entry whose file is missing: what is listed behind it cannot be built."""
    return next((entry for entry in entries(project) if not project.tree.has(sql_path(project, entry.tag))), None)


def buildable(project: Project) -> tuple[Migration, ...]:
    """Those that are listed before the first whose file is missing. Raises NoVerdict as `listed` does."""
    gap = lost(project)
    if gap is None:
        return listed(project)
    before = {entry.tag for entry in entries(project)[: entries(project).index(gap)]}
    return tuple(migration for migration in listed(project) if migration.tag in before)


def require_one_layout(project: Project, other: Project | None) -> None:
    """Raise NoVerdict where one side has drizzle-kit 1.x's folders and the other a journal: `drizzle-kit up` gives merged migrations new names."""
    if other and entries(other) and bool(other.migration_folders) != bool(project.migration_folders):
        raise NoVerdict(
            "the migrations lie in another layout than at the base (drizzle-kit 1.x's folders, or a journal): which of them are new cannot be told",
            Location(project.drizzle_path),
        )


def making(schema: "Schema") -> str:
    """The SQL of a migration that builds the schema on an empty database."""
    from hooks.schema_diff import script
    from hooks.sources.schema import Schema
    from hooks.sources.sql_text import BREAKPOINT

    return f"\n{BREAKPOINT}\n".join(script(Schema({}, {}), schema))


def decoded(path: str, content: bytes) -> str:
    """The text of a .sql file. Raises NoVerdict for a huge one, and at the place where it is not UTF-8 or holds a null character, which ends SQL."""
    if len(content) > MAX_SQL_BYTES:
        raise NoVerdict(f"file is {len(content) / 1e6:.1f} MB, above the limit of {MAX_SQL_BYTES // 1_000_000} MB: not run", Location(path))
    if (null := content.find(b"\0")) >= 0:
        raise NoVerdict("holds a null character: it is UTF-16, or no text", Location(path, content[:null].count(b"\n") + 1))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoVerdict("invalid UTF-8", Location(path, content[: error.start].count(b"\n") + 1)) from error
