"""The trees around a judged one: the base's tip and fork, and for an index the working tree and HEAD."""

from functools import cache, cached_property

from hooks.policy.config import Policy
from hooks.project import PROJECT_FILE, Base, Project, Staged, Surroundings
from hooks.trees.repository import Repository
from hooks.trees.tree import CommitTree, IndexTree, Tree

_SHORT = 10


class Around:
    """The other trees, opened when a rule first asks and at most once for all projects.

    Without `base` the usual one is found; an empty one says that there is none.
    """

    def __init__(self, repository: Repository | None, tree: Tree, base: str | None, policy: Policy) -> None:
        self._repository = repository
        self._tree = tree
        self._asked_base = base
        self._policy = policy
        self._trees = cache(self._base_trees)
        self._sibling = cache(self._project)

    @property
    def surroundings(self) -> Surroundings:
        """Ways from the judged project to its siblings."""
        return Surroundings(self._policy, self._base, self._staged)

    @property
    def base_trees(self) -> tuple[CommitTree, ...]:
        """The base's tip, and where there is one the fork; none where there is no base."""
        trees = self._trees()
        return () if trees is None else tuple(tree for tree in trees[1:] if tree is not None)

    def _base(self, root: str) -> Base | None:
        trees = self._trees()
        if trees is None:
            return None
        ref, tip, fork = trees
        return Base(ref, self._sibling(tip, root), self._sibling(fork, root))

    def _staged(self, root: str) -> Staged | None:
        if self._repository is None or not isinstance(self._tree, IndexTree):
            return None
        head = self._repository.at(self._head) if self._head else None
        return Staged(self._sibling(self._repository.working(), root), self._sibling(head, root))

    @cached_property
    def _head(self) -> str | None:
        return self._repository.resolved("HEAD") if self._repository else None

    def _project(self, tree: Tree | None, root: str) -> Project | None:
        if tree is None or not tree.has(PROJECT_FILE if root == "." else f"{root}/{PROJECT_FILE}"):
            return None
        return Project(tree, root, Surroundings(self._policy))

    def _base_trees(self) -> tuple[str, CommitTree, CommitTree | None] | None:
        repository = self._repository
        ref = self._default_base(repository) if repository and self._asked_base is None else self._asked_base
        if repository is None or not ref:
            return None
        tip = repository.at(self._head) if ref == "HEAD" and self._head else repository.commit(ref)
        head = self._tree.commit if isinstance(self._tree, CommitTree) else self._head
        fork = repository.merge_base(head, tip.commit) if head else None
        return _lasting(ref, tip.commit), tip, repository.at(fork) if fork else None

    def _default_base(self, repository: Repository) -> str | None:
        commits = isinstance(self._tree, IndexTree)
        return repository.usual_base(locally=commits) or ("HEAD" if commits and self._head else None)


def _lasting(ref: str, commit: str) -> str:
    """The name of the base in messages and commands: `HEAD^1`, which a job says, is another commit where the command is pasted."""
    return commit[:_SHORT] if any(mark in ref for mark in ("^", "~", "@{")) else ref
