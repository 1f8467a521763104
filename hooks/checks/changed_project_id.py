"""`edgespark.toml` names the same project as the base: another one has another database, other secrets and other users."""

from collections.abc import Iterator

from hooks.finding import Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.edgespark_toml import place_of


def check(project: Project) -> Iterator[Finding]:
    """Compare with the fork, as long as it named a project; what the base's tip did itself is no change."""
    base = project.base
    if base is None or base.fork is None or not base.fork.toml.names_a_project:
        return
    before, now = base.fork.toml.project_id, project.toml.project_id
    if now != before and not (base.tip is not None and base.tip.toml.project_id == now):
        here = f'is now "{now}"' if now else "is gone"
        place = place_of(now or "project_id", project.toml.path, project.content(project.toml.path) or b"")
        fix = Fix(f'write project_id = "{before}" again')
        yield Finding(f'the project id "{before}" of {base.ref} {here}: a deploy would no longer go to the same project', place, "project_id", fix)


RULE = Rule(
    id="changed-project-id",
    summary="`edgespark.toml` names the same project as before",
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
    needs_base=True,
)
