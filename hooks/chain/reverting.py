"""The recipe for a revert of a release with migrations: the code goes back, the migrations and the schema that they build stay."""

from hooks.chain import unmigrated
from hooks.errors import NoVerdict
from hooks.finding import Fix, FixKind
from hooks.project import Project

_LATER = "what is no longer used is dropped later, by a new migration, once no deployed code reads it"


def fix(project: Project, ref: str, tip: Project) -> Fix:
    """How to keep the merged migrations of `tip`, which is at `ref`, in a change that takes them away.

    The schema is taken back as well where the change holds exactly what its remaining migrations build; edits of one's own in it are never overwritten.
    """
    reverted = _reverted_schema(project, tip)
    command = ("git", "checkout", ref, "--", project.drizzle_path)
    if not reverted:
        return Fix(f"revert the code and keep drizzle/: take it back into the change; {_LATER}", FixKind.COMMAND, (command,))
    if not _is_built(project):
        text = f"take drizzle/ back, and by hand into {', '.join(reverted)} what its migrations make: those hold changes of your own; {_LATER}"
        return Fix(text, FixKind.COMMAND, (command,))
    text = f"revert the code and keep drizzle/ and the schema: take these paths back into the revert; {_LATER}"
    return Fix(text, FixKind.COMMAND, ((*command, *reverted),))


def _reverted_schema(project: Project, tip: Project) -> tuple[str, ...]:
    """The files of the tip's schema that the change has otherwise or not at all."""
    try:
        files = tip.declared.files if tip.declared else ()
    except NoVerdict:
        files = (tip.schema_path,)
    return tuple(path for path in files if "/__generated__/" not in path and project.content(path) != tip.content(path))


def _is_built(project: Project) -> bool:
    """Whether the change declares what its remaining migrations build, no more and no less."""
    try:
        return not unmigrated.changes(project, project.newest_snapshot)
    except NoVerdict:
        return False
