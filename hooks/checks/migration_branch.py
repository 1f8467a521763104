"""Migrations are run from the branch that changes are merged to."""

from collections.abc import Iterator

from hooks.finding import Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_REMOTE_BRANCHES = ("refs/remotes/origin/", "origin/", "refs/heads/")


def check(project: Project) -> Iterator[Finding]:
    """A finding where `[db] migration_branch` names another branch than the base, or the host's default branch where the base is only a commit."""
    wanted = project.toml.migration_branch
    target = (_branch(project.base.ref) if project.base else None) or project.default_branch
    if wanted is None or target is None or wanted == target:
        return
    yield Finding(
        f'migrations run from branch "{wanted}", but changes are merged to "{target}": `db migrate` refuses there, and new code meets an old database',
        _place(project),
        "migration_branch",
        Fix(f'write migration_branch = "{target}" below [db], or delete the line: without it the default branch is taken'),
    )


def _branch(ref: str) -> str | None:
    return next((ref.removeprefix(prefix) for prefix in _REMOTE_BRANCHES if ref.startswith(prefix)), None)


def _place(project: Project) -> Location:
    """The line of the setting. The file is valid TOML, so the first line that begins with the key is it."""
    path = project.path("edgespark.toml")
    for number, line in enumerate((project.content(path) or b"").splitlines(), 1):
        if line.strip().startswith(b"migration_branch"):
            return Location(path, number, line.index(b"migration_branch") + 1)
    return Location(path)


RULE = Rule(
    id="migration-branch",
    summary="migrations run from the branch that changes are merged to",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
)
