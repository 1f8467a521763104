"""What a migration loses: the rows of every table before it against those after it. Pure; values that occur once tell what became what."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from hooks.sources.sqlite.rows import Rows, Value

Tables = Mapping[str, Rows]
Pairs = list[tuple[tuple[Value, ...], tuple[Value, ...]]]


class Kind(Enum):
    """What is lost."""

    TABLE = "table"
    ROWS = "rows"
    COLUMN = "column"
    EMPTIED = "values set to NULL"
    CHANGED = "values changed"
    NAMED = "values that are the name of their column"


class Loss(NamedTuple):
    """One loss: `amount` of `total` rows or values. `column` is empty where whole rows or tables go."""

    kind: Kind
    table: str
    column: str
    amount: int
    total: int

    @property
    def subject(self) -> str:
        """What is lost, in the user's terms."""
        return f"{self.table}.{self.column}" if self.column else self.table


def losses(before: Tables, after: Tables) -> tuple[Loss, ...]:
    """Every loss, table by table. What was renamed, moved into a new table or column, or only written otherwise is none."""
    found: list[Loss] = []
    touched = {table: rows for table, rows in before.items() if rows.rows and after.get(table) != rows}
    if not touched:
        return ()
    new_places, shared = _new_places(before, after), _shared(before)
    for table, rows in touched.items():
        image = after.get(_image(table, rows, before, after))
        found += _of_table(table, _Side(rows, image, new_places, shared)) if image else _of_dropped(table, rows, new_places)
    return tuple(found)


class _Side(NamedTuple):
    """What a table's values are looked for in: `new_places` hold what may have moved there; `shared` values lie in several tables anyway."""

    before: Rows
    after: Rows
    new_places: list[frozenset[str]]
    shared: frozenset[str]


def _of_dropped(table: str, rows: Rows, new_places: list[frozenset[str]]) -> Iterator[Loss]:
    if not _moved(rows.rows, new_places):
        yield Loss(Kind.TABLE, table, "", len(rows.rows), len(rows.rows))


def _of_table(table: str, side: _Side) -> Iterator[Loss]:
    rows, after = side.before, side.after
    pairs = _aligned(rows, after)
    kept = {id(row) for row, _image_row in pairs}
    gone = [row for row in rows.rows if id(row) not in kept]
    if gone and not _moved(gone, side.new_places):
        yield Loss(Kind.ROWS, table, "", len(gone), len(rows.rows))
    for position, column in enumerate(rows.columns):
        yield from _of_column(table, column, [(old[position], new) for old, new in pairs if old[position] is not None], side)
    yield from _named(table, side)


def _named(table: str, side: _Side) -> Iterator[Loss]:
    """New columns that hold their own name: SQLite takes "slug" for a string where the table has no such column."""
    for position, column in enumerate(side.after.columns):
        if column not in side.before.columns and side.after.rows and all(row[position] == column for row in side.after.rows):
            yield Loss(Kind.NAMED, table, column, len(side.after.rows), len(side.after.rows))


def _of_column(table: str, column: str, pairs: list[tuple[Value, tuple[Value, ...]]], side: _Side) -> Iterator[Loss]:
    if not pairs:
        return
    here = _differing(pairs, side.after.columns.index(column)) if column in side.after.columns else pairs
    if not here or _renamed(pairs, side) or _holds(side, [value for value, _row in here]):
        return
    if column not in side.after.columns:
        yield Loss(Kind.COLUMN, table, column, len(pairs), len(pairs))
        return
    position = side.after.columns.index(column)
    emptied = sum(row[position] is None for _value, row in here)
    if emptied:
        yield Loss(Kind.EMPTIED, table, column, emptied, len(pairs))
    if emptied < len(here):
        yield Loss(Kind.CHANGED, table, column, len(here) - emptied, len(pairs))


def _differing(pairs: list[tuple[Value, tuple[Value, ...]]], position: int) -> list[tuple[Value, tuple[Value, ...]]]:
    return [(value, row) for value, row in pairs if _plain(row[position]) != _plain(value)]


def _renamed(pairs: list[tuple[Value, tuple[Value, ...]]], side: _Side) -> bool:
    """Whether a column that was not there before holds all the values now, row by row."""
    new = (position for position, column in enumerate(side.after.columns) if column not in side.before.columns)
    return any(not _differing(pairs, position) for position in new)


def _image(table: str, rows: Rows, before: Tables, after: Tables) -> str:
    """The table that holds the rows now: that of the same name, else the new one that shares most values with it."""
    if table in after:
        return table
    mine = {_plain(value) for row in rows.rows for value in row if value is not None}
    shared = {
        name: len(mine & {_plain(value) for row in other.rows for value in row if value is not None}) for name, other in after.items() if name not in before
    }
    best = max(shared, key=lambda name: shared[name], default="")
    return best if shared.get(best) else ""


def _aligned(before: Rows, after: Rows) -> Pairs:
    """Each row with the row that it has become: those that share most values first, each once."""
    plain = [{_plain(value) for value in row if value is not None} for row in after.rows]
    scores = sorted(
        (
            (len(values & {_plain(value) for value in row if value is not None}), first, second)
            for first, row in enumerate(before.rows)
            for second, values in enumerate(plain)
        ),
        key=lambda score: (-score[0], score[1], score[2]),
    )
    pairs: dict[int, int] = {}
    for score, first, second in scores:
        if score and first not in pairs and second not in pairs.values():
            pairs[first] = second
    return [(before.rows[first], after.rows[second]) for first, second in pairs.items()]


def _new_places(before: Tables, after: Tables) -> list[frozenset[str]]:
    """The values of every column that was not there before."""
    return [
        frozenset(_plain(row[position]) for row in rows.rows)
        for table, rows in after.items()
        for position, column in enumerate(rows.columns)
        if table not in before or column not in before[table].columns
    ]


def _moved(rows: "list[tuple[Value, ...]] | tuple[tuple[Value, ...], ...]", new_places: list[frozenset[str]]) -> bool:
    """Whether every value of the rows lies in a new place."""
    everywhere = frozenset().union(*new_places)
    return all(_plain(value) in everywhere for row in rows for value in row if value is not None)


def _holds(side: _Side, values: list[Value]) -> bool:
    """Whether one new place holds all these values; those of a foreign key prove nothing, since the parent's copy holds them too."""
    wanted = {_plain(value) for value in values}
    return not wanted & side.shared and any(wanted <= place for place in side.new_places)


def _shared(before: Tables) -> frozenset[str]:
    """Values that lie in more than one table."""
    seen: set[str] = set()
    shared: set[str] = set()
    for rows in before.values():
        here = {_plain(value) for row in rows.rows for value in row if value is not None}
        shared |= seen & here
        seen |= here
    return frozenset(shared)


def _plain(value: Value) -> str:
    """A value without regard to its storage class, so that 17, 17.0 and '17' are one, but not '017'."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
