"""A commit that changes schema, journal, snapshot or migration contains all of what the working tree has for it."""

from collections.abc import Iterator
from posixpath import basename
from typing import TYPE_CHECKING

from hooks.chain import unmigrated, unstaged
from hooks.chain.unstaged import LeftOut
from hooks.errors import NoVerdict
from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.drizzle_schema import Missing

_SHOWN = 4
_NO_SCHEMA = frozenset({"index.ts", "runtime.ts", "storage_schema.ts", "db_relations.ts"})


def check(project: Project) -> Iterator[Finding]:
    """One finding that names what the commit leaves out; a note where the commit has nothing to do with it."""
    missing = tuple(_missing_modules(project))
    yield from missing
    files = unstaged.left_out(project)
    if not files or missing:
        return  # what belongs to a schema shows once all of it is there
    place, fix = Location(files[0].path), unstaged.fix(project, files)
    if unstaged.completes(project, files):
        message = f"the migration for this schema was generated and is not staged: {_names(files)}; without it the deployed code meets an old database"
        yield Finding(message, place, files[0].path, fix)
    elif _concerned(project):
        message = f"the commit changes schema or migrations and leaves out what belongs to them: {_names(files)}; others get half of the migration"
        yield Finding(message, place, files[0].path, fix)
    else:
        yield Finding(f"not part of this commit: {_names(files)}", place, files[0].path, fix, Severity.NOTE)


def _missing_modules(project: Project) -> Iterator[Finding]:
    """A finding for each module that the schema imports and only the working tree has; what .gitignore covers is made anew elsewhere."""
    working = project.staged.working if project.staged else None
    for module in _not_found(project) if working else ():
        from hooks.sources.drizzle.resolution import Resolution

        path = Resolution(working, project.server).file(module.target) if working else None
        if working and path and path in working.tree.entries and not project.tree.has(path):
            yield Finding(
                f'"{module.name}" is not in the commit; it lies untracked in your working tree, and without it the schema cannot be read',
                module.location,
                path,
                Fix("stage the module with the schema that imports it", FixKind.COMMAND, (("git", "add", path),)),
            )


def _not_found(project: Project) -> "tuple[Missing, ...]":
    try:
        return project.declared.missing if project.declared else ()
    except NoVerdict:
        return ()  # `schema-without-migration` says why


def _concerned(project: Project) -> bool:
    """Whether the commit changes a migration, or the schema in a way that the staged migrations do not carry out."""
    changed = _changed(project)
    if any(path.startswith(f"{project.drizzle_path}/") for path in changed):
        return True
    defs = project.server_path("src", "defs")
    touches_schema = any(path.startswith(f"{defs}/") and basename(path) not in _NO_SCHEMA for path in changed)
    return touches_schema and bool(unmigrated.changes(project, project.newest_snapshot))


def _changed(project: Project) -> set[str]:
    """The paths in which the index differs from HEAD, deleted ones included."""
    head = project.staged.head if project.staged else None
    before = head.tree.entries if head else {}
    return {path for path, _entry in project.tree.entries.items() ^ before.items()}


def _names(files: tuple[LeftOut, ...]) -> str:
    names = [basename(file.path) + ("" if file.on_disk else " (deleted)") for file in files]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


RULE = Rule(
    id="unstaged-migration",
    summary="a commit that changes schema or migrations contains all of what the working tree has for them",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
