"""One EdgeSpark project in one tree, and what surrounds it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hooks.finding import Finding
from hooks.project.inputs import Inputs
from hooks.project.once import once
from hooks.project.roots import PROJECT_FILE, project_roots, projects_below
from hooks.project.surroundings import Base, Said, Staged, Surroundings, read_statically
from hooks.trees.tree import Tree

if TYPE_CHECKING:
    from hooks.policy.config import Policy
    from hooks.sources.drizzle_schema import Declared

__all__ = ["PROJECT_FILE", "Base", "Project", "Said", "Staged", "Surroundings", "project_roots", "projects_below", "read_statically"]


class Project(Inputs):
    """A project at `root` (repository-relative, `.` for the top) of `tree`. Every property may raise NoVerdict."""

    def __init__(self, tree: Tree, root: str, surroundings: Surroundings) -> None:
        super().__init__(tree, root)
        self._surroundings = surroundings
        self.said = Said()

    def after(self, said: Said) -> "Project":
        """The same project for the rules that judge last; what was read stays read."""
        later = object.__new__(Project)
        later.__dict__ |= {**self.__dict__, "said": said}
        return later

    @once
    def declared(self) -> "Declared | None":
        """The schema that `db_schema.ts` declares, or None where there is no such file."""
        return self._surroundings.declared(self) if self.tree.has(self.schema_path) else None

    @property
    def policy(self) -> "Policy":
        """What `.edgespark-ci.yaml` says."""
        return self._surroundings.policy

    @property
    def loosened(self) -> Iterable[Finding]:
        """What the change lets pass that the base's policy does not; told for the first project only, since a repository has one policy."""
        return self._surroundings.loosened(self.root)

    @property
    def default_branch(self) -> str | None:
        """The branch that changes are merged to, where the host names it."""
        return self._surroundings.default_branch

    @property
    def in_ci(self) -> bool:
        """Whether this runs in CI, where the change may be a stranger's."""
        return self._surroundings.in_ci

    @once
    def base(self) -> Base | None:
        """What the change is judged against; None where no base can be found."""
        return self._surroundings.base(self.root)

    @once
    def staged(self) -> Staged | None:
        """The working tree and HEAD beside a judged index; None where something else is judged."""
        return self._surroundings.staged(self.root)
