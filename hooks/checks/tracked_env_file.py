"""No file with local values of vars and secrets is tracked by git.

Source of the names: the `.gitignore` that the platform's own templates bring.
"""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project, project_roots
from hooks.rule import Group, Rule

_NAMES = frozenset({".env", ".env.local", ".env.production", ".env.staging"})
_STATE = ".edgespark"
_THEN = "list it in .gitignore, and replace every secret that it held: history keeps them"


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at the names of the tracked files; the platform's state directory makes one finding however many files it holds."""
    states: dict[str, list[str]] = {}
    for path in _covered(project):
        if not project.tree.entries[path].tracked:
            continue
        state = _state(path)
        if state is not None:
            states.setdefault(state, []).append(path)
        elif is_env_file(path.rpartition("/")[2]):
            name = _name(path, project.root)
            yield _finding(f'"{name}" is tracked by git, with every value in it', path, name, ("--", path))
    for state, paths in states.items():
        name = _name(state, project.root)
        yield _finding(f'"{name}" is local state of the CLI, and git tracks {_count(paths)} of it', paths[0], name, ("-r", "--", state))


def _covered(project: Project) -> tuple[str, ...]:
    """The files that the project answers for: its own, and, as the first of the tree, those that lie in no project, so that each is reported once."""
    roots = project_roots(project.tree)
    if roots[:1] != (project.root,) or "." in roots:
        return project.below(project.root)
    others = tuple(f"{root}/" for root in roots[1:])
    return tuple(path for path in project.tree.entries if path.startswith(f"{project.root}/") or not path.startswith(others))


def _name(path: str, root: str) -> str:
    """The path below the project's root; `../` up to the top of the tree before one that lies elsewhere, which no path of the project can equal."""
    if root == ".":
        return path
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else "../" * (root.count("/") + 1) + path


def is_env_file(name: str) -> bool:
    """Whether a file of that name holds real values; `.env.example` and the like do not."""
    return name in _NAMES or (name.startswith(".env.") and name.endswith(".local"))


def _state(path: str) -> str | None:
    """The directory `.edgespark` that `path` lies below."""
    parts = path.split("/")
    return "/".join(parts[: parts.index(_STATE) + 1]) if _STATE in parts[:-1] else None


def _count(paths: list[str]) -> str:
    return "1 file" if len(paths) == 1 else f"{len(paths)} files"


def _finding(message: str, path: str, subject: str, what: tuple[str, ...]) -> Finding:
    fix = Fix(f"stop tracking it, {_THEN}", FixKind.COMMAND, (("git", "rm", "--cached", *what),))
    return Finding(message, Location(path), subject, fix=fix)


RULE = Rule(
    id="tracked-env-file",
    summary="no .env file with values and nothing below .edgespark/ is tracked by git",
    severity=Severity.ERROR,
    group=Group.RUNTIME_KEYS,
    check=check,
)
