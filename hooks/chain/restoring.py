"""Where files that are missing can be brought back from, and the command that does it."""

from hooks.chain import unstaged
from hooks.finding import Fix, FixKind
from hooks.project import Project


def fix(project: Project, *paths: str) -> Fix:
    """How to bring back those of `paths` that are missing, one at least: stage them where they lie on disk, else take them from HEAD or the base.

    The first that is missing decides where from; where nobody has it, a human must know.
    """
    gone = tuple(path for path in paths if not project.tree.has(path))
    left = tuple(one for one in unstaged.left_out(project) if one.path in gone and one.on_disk)
    if any(one.path == gone[0] for one in left):
        return unstaged.fix(project, left)
    staged = project.staged
    if staged and staged.head and staged.head.tree.has(gone[0]):
        return Fix(
            "bring it back: a migration that others may have applied is never deleted",
            FixKind.COMMAND,
            (("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", *_held(staged.head, gone)),),
        )
    for side in (project.base.tip, project.base.fork) if project.base else ():
        if side and side.tree.has(gone[0]) and project.base:
            return Fix("bring it back as the base has it", FixKind.COMMAND, (("git", "checkout", project.base.ref, "--", *_held(side, gone)),))
    return Fix(
        f"bring {gone[0]} back from the commit that last had it; if none had, delete the migration with its journal entry and snapshot "
        "and run `edgespark db generate` again"
    )


def is_lost(project: Project, path: str) -> bool:
    """Whether the change takes `path` away: it is missing, while HEAD or the commit that the change began at has it."""
    if project.tree.has(path):
        return False
    sides = (project.staged and project.staged.head, project.base and project.base.fork)
    return any(side.tree.has(path) for side in sides if side)


def _held(side: Project, paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in paths if side.tree.has(path))
