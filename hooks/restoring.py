"""Where a file that is missing can be brought back from, and the command that does it."""

from hooks import unstaged
from hooks.finding import Fix, FixKind
from hooks.project import Project


def fix(project: Project, path: str) -> Fix:
    """How to bring `path` back: stage it where it lies on disk, else take it from HEAD or the base, else a human must know."""
    left = next((one for one in unstaged.left_out(project) if one.path == path and one.on_disk), None)
    if left:
        return unstaged.fix(project, (left,))
    staged = project.staged
    if staged and staged.head and staged.head.tree.has(path):
        return Fix(
            "bring it back: a migration that others may have applied is never deleted",
            FixKind.COMMAND,
            (("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", path),),
        )
    for side in (project.base.tip, project.base.fork) if project.base else ():
        if side and side.tree.has(path) and project.base:
            return Fix("bring it back as the base has it", FixKind.COMMAND, (("git", "checkout", project.base.ref, "--", path),))
    return Fix(f"bring {path} back from the commit that last had it; if it never left your machine, delete what else belongs to it and generate it again")
