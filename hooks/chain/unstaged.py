"""What the working tree holds of the migrations that the commit leaves out."""

from typing import NamedTuple

from hooks.chain import unmigrated
from hooks.finding import Fix, FixKind
from hooks.project import Project
from hooks.trees.tree import WorkTree


class LeftOut(NamedTuple):
    """A file of the migrations directory that the index holds otherwise than the disk, or that only one of them has."""

    path: str
    on_disk: bool
    ignored: bool


def left_out(project: Project) -> tuple[LeftOut, ...]:
    """Every such file, sorted; none where something else than an index is judged.

    Read from the disk and not from git's list, because a migration that .gitignore covers is left out just as well. A host that has stashed
    tracked edits hides a changed journal, never a new .sql file or snapshot.
    """
    working = project.staged.working if project.staged else None
    if working is None or not isinstance(working.tree, WorkTree):
        return ()
    on_disk = {path for path in working.tree.on_disk(project.drizzle_path) if _belongs(project, path)}
    indexed = {path for path in project.below(project.drizzle_path) if _belongs(project, path)}
    differing = working.tree.unstaged(project.drizzle_path)
    return tuple(
        LeftOut(path, path in on_disk, path in on_disk and path not in indexed and path not in working.tree.entries)
        for path in sorted(on_disk | indexed)
        if path not in on_disk or path not in indexed or path in differing
    )


def completes(project: Project, files: tuple[LeftOut, ...]) -> bool:
    """Whether staging `files` is all that the declared schema lacks: the newest snapshot on disk is among them and equals it.

    Raises NoVerdict where snapshot or schema cannot be read.
    """
    working = project.staged.working if project.staged else None
    snapshots = [file.path for file in files if file.on_disk and file.path.endswith(("_snapshot.json", "/snapshot.json"))]
    newest = max([*snapshots, *project.snapshot_paths], default=None)
    if working is None or newest is None or newest not in snapshots or not unmigrated.changes(project, project.newest_snapshot):
        return False
    return not unmigrated.changes(project, working.snapshot(newest))


def fix(project: Project, files: tuple[LeftOut, ...]) -> Fix:
    """The one repair there is."""
    force = ("-f",) if any(file.ignored for file in files) else ()
    text = "stage the migration with the change" + (", and take it out of .gitignore: migrations belong into the repository" if force else "")
    return Fix(text, FixKind.COMMAND, (("git", "add", *force, project.drizzle_path),))


def _belongs(project: Project, path: str) -> bool:
    name = path.removeprefix(f"{project.drizzle_path}/")
    if name.startswith("meta/"):
        return name.endswith(".json") or name == "meta/_edgespark_schema_hash"
    folder, _, file = name.rpartition("/")
    return (name.endswith(".sql") and not folder) or (file in {"migration.sql", "snapshot.json"} and "/" not in folder)
