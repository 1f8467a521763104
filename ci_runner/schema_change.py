"""What a change does to the declared schema, for whoever reads of it: shown, never judged."""

import re

from ci_runner.model import SchemaChange
from hooks.chain.schema_changes import since_base
from hooks.errors import NoVerdict, UsageError
from hooks.project import Project
from hooks.schema_diff.change import Change
from hooks.sources.schema import Table

_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_SHORT = 10


def seen(project: Project) -> SchemaChange | None:
    """The changes since the project's base; None where there are none, no base, or a schema that cannot be read (the checks say so)."""
    try:
        found = since_base(project)
    except (NoVerdict, UsageError):
        return None
    return SchemaChange(_short(found.before), found.changes, _touched(project, found.changes)) if found.changes else None


def _short(ref: str) -> str:
    """A commit as people write it; any other name as it is."""
    return ref[:_SHORT] if _COMMIT.fullmatch(ref) else ref


def _touched(project: Project, changes: tuple[Change, ...]) -> tuple[Table, ...]:
    """The tables that the changes are about, in the order of the changes."""
    base = project.base.tip if project.base else None
    before = base.declared.schema.tables if base and base.declared else {}
    known = {**before, **(project.declared.schema.tables if project.declared else {})}
    return tuple(known[name] for name in dict.fromkeys(change.table for change in changes) if name in known)
