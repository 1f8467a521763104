"""One's own side of a merge that git has stopped at: what it could not put together is still whole in HEAD."""

from hooks.around import Around
from hooks.errors import UsageError
from hooks.project import Project
from hooks.trees.repository import Repository
from hooks.trees.tree import Tree

MERGED = "MERGE_HEAD"
"""git's name for what is being merged."""


class _OwnSide:
    """A working tree, except that some paths are read from HEAD."""

    def __init__(self, working: Tree, head: Tree, conflicted: frozenset[str]) -> None:
        self.name = working.name
        self._working, self._head, self._conflicted = working, head, conflicted
        there = {path: entry for path, entry in working.entries.items() if path not in conflicted}
        self.entries = dict(sorted((there | {path: head.entries[path] for path in conflicted if head.has(path)}).items()))

    def has(self, path: str) -> bool:
        """Whether a file is at `path`."""
        return self._of(path).has(path)

    def read(self, path: str) -> bytes:
        """Its bytes. Raises NoVerdict."""
        return self._of(path).read(path)

    def _of(self, path: str) -> Tree:
        return self._head if path in self._conflicted else self._working


def own_side(project: Project, repository: Repository, base: str | None) -> Project:
    """The project as this side of an unfinished merge has it, and what is being merged as its base unless one is named.

    Only drizzle-kit's files are taken from HEAD, where git left a conflict in them; the schema is what the working tree holds now.
    """
    merging = repository.resolved(MERGED) is not None
    surroundings = Around(repository, project.tree, base or (MERGED if merging else None), project.policy).surroundings
    index = repository.index().entries
    conflicted = frozenset(path for path, entry in index.items() if entry.conflicted and path.startswith(f"{project.drizzle_path}/"))
    if not conflicted:
        return Project(project.tree, project.root, surroundings)
    if not merging:
        raise UsageError(f"{min(conflicted)} is in conflict, but not by a merge: end what is under way (`git rebase --abort`), and merge instead")
    return Project(_OwnSide(project.tree, repository.commit("HEAD"), conflicted), project.root, surroundings)
