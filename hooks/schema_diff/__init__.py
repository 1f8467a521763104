"""Two schemas to their differences, by drizzle-kit's own terms of what a difference is.

Source: the behaviour of drizzle-kit 0.31.11 (`generateSQLiteDrizzleJson`, `generateSQLiteMigration`), which the tests ask as an oracle.
"""

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.schema_diff.change import Action, Change, Risk, Thing
from hooks.schema_diff.compare import compared
from hooks.schema_diff.names import are_plain
from hooks.schema_diff.ordered import ordered
from hooks.sources.schema import Schema

__all__ = ["Action", "Change", "Risk", "Thing", "differences", "script"]


def differences(before: Schema, after: Schema, place: Location | None = None) -> tuple[Change, ...]:
    """What turns `before` (what the migrations build) into `after` (what is declared), each change with the SQL that carries it out.

    Changes of one table that drizzle-kit carries out by rebuilding it share that SQL; `script` has every statement once. A table of
    the same name on both sides is compared in the order of `before`. Raises NoVerdict where drizzle-kit itself stops or goes wrong; at `place`,
    if what it stops at is declared nowhere.
    """
    before, after = ordered(before), ordered(after)
    changes = compared(before, after)
    if not changes and are_plain(before):
        return ()
    from hooks.schema_diff.migration import with_sql
    from hooks.schema_diff.refusals import refusal

    if refused := refusal(before, after, changes):
        raise NoVerdict(refused.message, refused.location or place or Location("."))
    return with_sql(changes, after)


def script(before: Schema, after: Schema) -> tuple[str, ...]:
    """The statements that `drizzle-kit generate` writes between the two, in its order. Possible renames are written as drop and add.

    Where `differences` has no verdict, drizzle-kit writes something else or nothing.
    """
    from hooks.schema_diff.migration import statements

    before, after = ordered(before), ordered(after)
    return statements(compared(before, after), after)
