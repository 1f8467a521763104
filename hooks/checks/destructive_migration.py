"""A new migration loses no row, column or table: shown by running it on rows."""

from collections.abc import Iterator

from hooks.chain.losses import Kind, Loss
from hooks.chain.rehearsal import LossAt, Rehearsal, rehearsals
from hooks.errors import NoVerdict
from hooks.finding import Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources import sql_text

_SHOWN = 4
_COLUMN = "expand, backfill, contract: add what is new, copy with an UPDATE, deploy code that uses only the new, and drop the old in a later migration"
_RENAME = "do not rename: add the new name beside the old one, copy with an UPDATE, deploy code that uses only the new one, and drop the old in a later release"
_TWO_RELEASES = (
    "take it away in two releases: first out of the code and the schema (drizzle names every column of a table in inserts and whole rows), "
    "then out of the database; `edgespark-ci explain destructive-migration` shows how"
)
_REBUILD = (
    "avoid the rebuild: on D1 DROP TABLE fires ON DELETE in the tables that refer to it, and no PRAGMA stops that; add a new column instead, "
    "or copy the children into a table of their own before the DROP and back after the RENAME"
)
_WHERE = "limit the statement with a WHERE that names the rows you mean"
_ACKNOWLEDGE = "; if the loss is meant, write `-- edgespark-ci: ignore[destructive-migration] why` above the statement"


def check(project: Project) -> Iterator[Finding]:
    """A finding for each loss, at the statement that causes it. What cannot be rehearsed is told by `migration-fails-on-data`."""
    for rehearsal in rehearsals(project):
        told = {lost.loss.subject for lost in rehearsal.losses}
        for lost in rehearsal.losses:
            yield _finding(project, rehearsal, lost)
        yield from _renamed(project, rehearsal, told)


def _finding(project: Project, rehearsal: Rehearsal, lost: LossAt) -> Finding:
    migration = rehearsal.step.migration
    dropped = _dropped_table(lost)
    by = _by_a_parent(rehearsal, lost, dropped) if dropped else ""
    through = "" if dropped or _is_named(lost) else " through a foreign key or a trigger"
    asked = _still_asked_for(project, lost.loss.table, lost.loss.column) if lost.loss.kind in {Kind.TABLE, Kind.COLUMN} else ""
    return Finding(
        f'migration "{migration.tag}" damages rows: {_sentence(lost.loss)}{by}{through}{asked}',
        rehearsal.place(lost.statement),
        f"{migration.tag}.{lost.loss.subject}",
        Fix((_REBUILD if by else _TWO_RELEASES if asked else _repair(lost.loss)) + _ACKNOWLEDGE),
    )


def _renamed(project: Project, rehearsal: Rehearsal, told: set[str]) -> Iterator[Finding]:
    """Names that are gone although nothing is lost: the deployed code asks for them until the deploy is done."""
    tag = rehearsal.step.migration.tag
    for name in rehearsal.gone:
        asked = _still_asked_for(project, name.table, name.column) if not {name.subject, name.table} & told else ""
        if asked:
            yield Finding(
                f'migration "{tag}" takes the name "{name.subject}" away{asked}',
                rehearsal.place(name.statement),
                f"{tag}.{name.subject}",
                Fix(_RENAME),
                Severity.WARNING,
            )


def _still_asked_for(project: Project, table: str, column: str) -> str:
    read = _places(project, table, column)
    how = " by name or with the whole row" if column else ""
    return f", while the deployed code asks for it{how} until the deploy is done: {read}" if read else ""


def _places(project: Project, table: str, column: str) -> str:
    from hooks.chain import deployed_reads

    tip = project.base.tip if project.base else None
    try:
        found = deployed_reads.places(tip, table, column) if tip else ()
    except NoVerdict:
        return ""  # the finding stands without it
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(f"{place.path}:{place.line}" for place in found[:_SHOWN]) + more


def _sentence(loss: Loss) -> str:
    amount = "all rows" if loss.amount == loss.total else f"{loss.amount} of {loss.total} rehearsed rows"
    return {
        Kind.TABLE: f'table "{loss.table}" is dropped with its rows',
        Kind.ROWS: f'{amount} of "{loss.table}" are deleted',
        Kind.COLUMN: f'column "{loss.subject}" is dropped with its values',
        Kind.EMPTIED: f'"{loss.subject}" is set to NULL in {amount}',
        Kind.CHANGED: f'the value of "{loss.subject}" is changed in {amount}',
        Kind.NAMED: f'"{loss.subject}" gets its own name as value in {amount}, because the statement reads a column that the old table has not',
    }[loss.kind]


def _repair(loss: Loss) -> str:
    if loss.kind is Kind.NAMED:
        return f"write the value that you want in place of the quoted name of {loss.column} in the SELECT"
    return _COLUMN if loss.kind in {Kind.TABLE, Kind.COLUMN} else _WHERE


def _by_a_parent(rehearsal: Rehearsal, lost: LossAt, dropped: str) -> str:
    """The foreign key's doing: the statement drops another table than the one that loses."""
    if dropped == lost.loss.table or lost.loss.kind not in {Kind.ROWS, Kind.EMPTIED}:
        return ""
    action = "CASCADE" if lost.loss.kind is Kind.ROWS else "SET NULL"
    after = rehearsal.step.after
    stands = after is not None and after.has_table(dropped)
    return f' by ON DELETE {action} when "{dropped}" is {"rebuilt" if stands else "dropped"}'


def _is_named(lost: LossAt) -> bool:
    """Whether the statement itself speaks of the table that loses."""
    return lost.loss.table.lower() in {(token.identifier or "").lower() for token in sql_text.tokens(lost.statement.text)}


def _dropped_table(lost: LossAt) -> str:
    """The table that the statement drops, or nothing."""
    words = [token.identifier or token.text for token in sql_text.tokens(lost.statement.text)][:5]
    if [word.lower() for word in words[:2]] != ["drop", "table"]:
        return ""
    return words[4] if [word.lower() for word in words[2:4]] == ["if", "exists"] and len(words) > 4 else words[2]  # noqa: PLR2004 - DROP TABLE IF EXISTS name


RULE = Rule(
    id="destructive-migration",
    summary="a new migration loses no row, column or table",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
