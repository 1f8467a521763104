"""Projects of the base that a change leaves to nobody's judgement, although their code is there."""

from collections.abc import Iterator, Sequence

from hooks.errors import NoVerdict
from hooks.finding import Finding, Fix, Location
from hooks.policy.config import Policy
from hooks.project import PROJECT_FILE, Project, Surroundings, projects_below
from hooks.trees.tree import Tree


def lost_projects(tree: Tree, bases: Sequence[Tree]) -> Iterator[Finding]:
    """One finding for each project that all of `bases` (tip, fork) judge, and `tree` does not: it got into another one, or lost its `edgespark.toml`."""
    now = projects_below((), tree)[0]
    before = frozenset.intersection(*(frozenset(projects_below((), base)[0]) for base in bases))
    for root in sorted(before.difference(now)):
        file = _file(root)
        outer = next((other for other in now if other == "." or root.startswith(f"{other}/")), None)
        if outer is not None and tree.has(file):
            yield _finding(root, _file(outer), f"it lies inside the project {outer}", "a project inside another is ignored: keep them beside each other")
        elif _has_code(Project(bases[0], root, Surroundings(Policy())), tree):
            yield _finding(root, file, f"its {PROJECT_FILE} is gone, and its code is not", f"bring {file} back, or delete the project's code too")


def _finding(root: str, path: str, why: str, repair: str) -> Finding:
    return Finding(f"the project {root} is no longer judged: {why}", Location(path), f"project {root}", Fix(repair))


def _file(root: str) -> str:
    return PROJECT_FILE if root == "." else f"{root}/{PROJECT_FILE}"


def _has_code(former: Project, tree: Tree) -> bool:
    """Whether the server of a project of the base is still in `tree`."""
    try:
        source = former.server_path("src")
    except NoVerdict:
        return False
    return any(path.startswith(f"{source}/") for path in tree.entries)
