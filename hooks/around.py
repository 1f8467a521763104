"""The trees around a judged one: the base's tip and fork, and for an index the working tree and HEAD."""

from functools import cache

from hooks.config import Policy
from hooks.project import PROJECT_FILE, Base, Project, Staged, Surroundings
from hooks.repository import Repository
from hooks.tree import CommitTree, IndexTree, Tree


class Around:
    """The other trees, opened when a rule first asks and at most once for all projects.

    Without `base` the usual one is found; an empty one says that there is none.
    """

    def __init__(self, repository: Repository | None, tree: Tree, base: str | None, policy: Policy) -> None:
        self._repository = repository
        self._tree = tree
        self._asked_base = base
        self._trees = cache(self._base_trees)
        self._policy = policy

    @property
    def surroundings(self) -> Surroundings:
        """Ways from the judged project to its siblings."""
        return Surroundings(self._policy, self._base, self._staged)

    def _base(self, root: str) -> Base | None:
        trees = self._trees()
        if trees is None:
            return None
        ref, tip, fork = trees
        return Base(ref, self._sibling(tip, root), self._sibling(fork, root))

    def _staged(self, root: str) -> Staged | None:
        if self._repository is None or not isinstance(self._tree, IndexTree):
            return None
        head = self._repository.resolved("HEAD")
        return Staged(self._sibling(self._repository.working(), root), self._sibling(CommitTree(self._repository.git, head) if head else None, root))

    def _sibling(self, tree: Tree | None, root: str) -> Project | None:
        if tree is None or not tree.has(PROJECT_FILE if root == "." else f"{root}/{PROJECT_FILE}"):
            return None
        return Project(tree, root, Surroundings(self._policy))

    def _base_trees(self) -> tuple[str, CommitTree, CommitTree | None] | None:
        repository = self._repository
        ref = self._default_base(repository) if repository and self._asked_base is None else self._asked_base
        if repository is None or not ref:
            return None
        tip = repository.commit(ref)
        head = self._tree.commit if isinstance(self._tree, CommitTree) else repository.resolved("HEAD")
        fork = repository.merge_base(head, tip.commit) if head else None
        return ref, tip, CommitTree(repository.git, fork) if fork else None

    def _default_base(self, repository: Repository) -> str | None:
        branch = repository.default_branch()
        return repository.local_base() if branch is None and isinstance(self._tree, IndexTree) else branch
