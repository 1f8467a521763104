"""What surrounds a project: the same project in other trees, what the policy says of it, and what other rules have said."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from hooks.finding import Diagnostic, Finding

if TYPE_CHECKING:
    from hooks.policy.config import Policy
    from hooks.project import Project
    from hooks.sources.drizzle_schema import Declared


class Base(NamedTuple):
    """What a change is judged against (design: base, tip, fork). A project that a side does not hold is None there."""

    ref: str
    tip: "Project | None"
    fork: "Project | None"


class Staged(NamedTuple):
    """What surrounds a judged index: the project in the working tree, and at HEAD (None: not there yet)."""

    working: "Project | None"
    head: "Project | None"


class Said(NamedTuple):
    """What a rule that judges last looks at: every rule id there is, those that have told all that is wrong here now, and every result."""

    known: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    results: "tuple[Finding | Diagnostic, ...]" = ()


def read_statically(project: "Project") -> "Declared":
    """What `db_schema.ts` declares, without running it. Raises NoVerdict where it cannot be read at all."""
    from hooks.sources import drizzle_schema

    return drizzle_schema.declared(project, project.schema_path, project.server, entities=bool(project.migration_folders))


class Surroundings(NamedTuple):
    """Ways to the other trees, asked only when a rule needs them, and what the host says. `policy` is `.edgespark-ci.yaml`.

    `default_branch` is the branch that changes are merged to, where the host names it; `in_ci`: the change may be a stranger's.
    `declared` reads a declared schema; `loosened` tells what the change lets pass that the base does not, as findings without a rule.
    """

    policy: "Policy"
    base: Callable[[str], Base | None] = lambda _root: None
    staged: Callable[[str], Staged | None] = lambda _root: None
    default_branch: str | None = None
    in_ci: bool = False
    declared: "Callable[[Project], Declared]" = read_statically
    loosened: Callable[[str], Iterable[Finding]] = lambda _root: ()
