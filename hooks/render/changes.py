"""Changes of a schema as text, SQL or JSON: one pure function each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hooks.chain.schema_changes import SchemaChanges
from hooks.errors import UsageError
from hooks.schema_diff import Action, Change
from hooks.schema_diff.sentences import named, traits
from hooks.sources.sql_text import BREAKPOINT

FORMAT_VERSION = 1
_SIGNS = {Action.ADD: "+", Action.DROP: "-", Action.ALTER: "~"}


def text(every: Sequence[SchemaChanges]) -> str:
    """For a person: a line for each change, with its risk and its place."""
    return "\n".join("".join(f"{line}\n" for line in _lines(one)) for one in every)


def _lines(one: SchemaChanges) -> Iterator[str]:
    project = "" if one.project == "." else f"{one.project}: "
    yield f"{project}from {one.before} to the schema in the {one.after}"
    for change in one.changes:
        place = f"  {change.location}" if change.location else ""
        rename = ", may be a rename" if change.may_be_rename else ""
        yield f"{_SIGNS[change.action]} {in_words(change)} ({change.risk.value}{rename}){place}"
    risks = Counter(change.risk.value for change in one.changes)
    counted = ", ".join(f"{count} {risk}" for risk, count in risks.items())
    yield f"{len(one.changes)} {'change' if len(one.changes) == 1 else 'changes'}: {counted}" if one.changes else "no changes"


def in_words(change: Change) -> str:
    """What is changed, and for what both sides have, how."""
    what = named(change.thing, change.table, change.name)
    if change.old is None or change.new is None:
        return what
    new, old = traits(change.old, change.new)
    return f"{what}: {new}, was {old}"


def sql(every: Sequence[SchemaChanges]) -> str:
    """The migration that `edgespark db generate` writes. Raises UsageError where there is no snapshot to write it from."""
    return "".join(_script(one, heading=f"-- {one.project}\n" if len(every) > 1 else "") for one in every)


def _script(one: SchemaChanges, heading: str) -> str:
    if one.sql is None:
        why = "no snapshot below drizzle/meta, or one of drizzle-kit 1.x"
        raise UsageError(f"{one.project} has {why}, so its SQL cannot be written: --format text names the changes")
    if not one.sql:
        return f"{heading}-- no changes\n"
    renames = "".join(f"-- may be a rename, which only its author knows: {in_words(change)}\n" for change in one.changes if change.may_be_rename)
    script = f"{BREAKPOINT}\n".join(one.sql)  # as in the file: most statements have no line end of their own
    return heading + renames + script + "\n" * (not script.endswith("\n"))


def json(every: Sequence[SchemaChanges]) -> str:
    """For a program. Fields may be added, never renamed, removed or given another meaning."""
    import json as library

    from hooks.about import NAME, VERSION

    document = {"version": FORMAT_VERSION, "tool": f"{NAME} {VERSION}", "projects": [_document(one) for one in every]}
    return library.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _document(one: SchemaChanges) -> dict[str, Any]:
    sql = None if one.sql is None else list(one.sql)
    return {"project": one.project, "before": one.before, "after": one.after, "changes": [_change(change) for change in one.changes], "sql": sql}


def _change(change: Change) -> dict[str, Any]:
    place = change.location
    return {
        "action": change.action.value,
        "thing": change.thing.value,
        "table": change.table,
        "name": change.name,
        "text": in_words(change),
        "risk": change.risk.value,
        "may_be_rename": change.may_be_rename,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "sql": list(change.sql),
    }


FORMATS = {"text": text, "sql": sql, "json": json}
