"""No file with local values of vars and secrets is tracked by git.

Source of the names: the `.gitignore` that the platform's own templates bring.
"""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_NAMES = frozenset({".env", ".env.local", ".env.production", ".env.staging"})
_STATE = ".edgespark"
_THEN = "list it in .gitignore, and replace every secret that it held: history keeps them"


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at the names of the tracked files; the platform's state directory makes one finding however many files it holds."""
    start = 0 if project.root == "." else len(project.root) + 1
    states: dict[str, list[str]] = {}
    for path in project.below(project.root):
        if not project.tree.entries[path].tracked:
            continue
        state = _state(path, start)
        if state is not None:
            states.setdefault(state, []).append(path)
        elif is_env_file(path.rpartition("/")[2]):
            yield _finding(f'"{path[start:]}" is tracked by git, with every value in it', path, path[start:], ("--", path))
    for state, paths in states.items():
        message = f'"{state[start:]}" is local state of the CLI, and git tracks {_count(paths)} of it'
        yield _finding(message, paths[0], state[start:], ("-r", "--", state))


def is_env_file(name: str) -> bool:
    """Whether a file of that name holds real values; `.env.example` and the like do not."""
    return name in _NAMES or (name.startswith(".env.") and name.endswith(".local"))


def _state(path: str, start: int) -> str | None:
    """The directory `.edgespark` that `path` lies below, inside the project."""
    parts = path[start:].split("/")
    return path[:start] + "/".join(parts[: parts.index(_STATE) + 1]) if _STATE in parts[:-1] else None


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
