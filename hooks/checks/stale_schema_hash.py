"""The stored schema hash is that of the schema file."""

from collections.abc import Iterator
from posixpath import relpath

from hooks.chain import schema_hash, unmigrated
from hooks.chain.schema_hash import HashState
from hooks.errors import NoVerdict
from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule


def check(project: Project) -> Iterator[Finding]:
    """One finding where the hash is stale although nothing needs a migration."""
    state = schema_hash.state(project)
    if state not in {HashState.STALE, HashState.OTHER_LINE_ENDINGS}:
        return
    if _is_told_by_its_cause(project):
        return
    yield Finding(_message(state), Location(schema_hash.path(project)), "_edgespark_schema_hash", _fix(project, state))


def _is_told_by_its_cause(project: Project) -> bool:
    """`schema-without-migration` speaks: its repair renews the hash too, and two findings for one cause are one too many."""
    try:
        return bool(unmigrated.changes(project, project.newest_snapshot))
    except NoVerdict:
        return not schema_hash.proves_untouched(project)


def _message(state: HashState) -> str:
    if state is HashState.OTHER_LINE_ENDINGS:
        return "the schema hash was made of db_schema.ts with other line endings: no table differs, only the hash does"
    return "the schema hash is not that of db_schema.ts: no migration is needed, only comments, formatting or names in the code changed since `db generate`"


def _fix(project: Project, state: HashState) -> Fix:
    if state is HashState.OTHER_LINE_ENDINGS:
        return Fix("keep one kind of line ending for everybody: `*.ts text eol=lf` in .gitattributes", cwd=project.root)
    return Fix(
        "run `edgespark db generate`, which has nothing to migrate, and stage the hash if that wrote it anew",
        FixKind.COMMAND,
        (("edgespark", "db", "generate"), ("git", "add", relpath(schema_hash.path(project), project.root))),
        cwd=project.root,
        requires=("edgespark>=0.0.17",),
    )


RULE = Rule(
    id="stale-schema-hash",
    summary="the stored schema hash is that of the schema file",
    severity=Severity.WARNING,
    group=Group.SCHEMA,
    check=check,
)
