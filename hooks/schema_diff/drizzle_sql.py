"""The SQL that drizzle-kit writes for one object, letter by letter: its quoting, its tabs, its omissions."""

from collections.abc import Iterable

from hooks.schema_diff import squashed
from hooks.schema_diff.sentences import default_text
from hooks.sources.schema import Column, ForeignKey, Index, PrimaryKey, Table, View


def created_table(table: Table) -> str:
    """CREATE TABLE with everything but its indexes."""
    checks = (squashed.check_line(check) for check in table.checks.values())
    constraints = [_unique(squashed.unique_line(unique)) for unique in table.uniques.values()]
    return _table_text(table.name, table, [*constraints, *map(_check, checks)])


def rebuilt_table(table: Table) -> tuple[str, ...]:
    """A table made anew: created under another name, filled from the old one, put in its place, and its indexes made again.

    Here drizzle-kit quotes every index column, expressions too, and leaves unique constraints out.
    """
    new = f"__new_{table.name}"
    columns = ", ".join(f'"{column.name}"' for column in table.columns.values())
    checks = (_moved(squashed.check_line(check), table.name, new) for check in table.checks.values())
    return (
        "PRAGMA foreign_keys=OFF;",
        _table_text(new, table, list(map(_check, checks))),
        f"INSERT INTO `{new}`({columns}) SELECT {columns} FROM `{table.name}`;",  # noqa: S608 - shown, never run
        dropped_table(table),
        f"ALTER TABLE `{new}` RENAME TO `{table.name}`;",
        "PRAGMA foreign_keys=ON;",
        *(_created_index(table.name, index, frozenset()) for index in table.indexes.values()),
    )


def _table_text(name: str, table: Table, constraints: list[str]) -> str:
    lines = [_column(column) for column in table.columns.values()]
    lines += [f"PRIMARY KEY({', '.join(f'`{column}`' for column in _split(key.columns))})" for key in table.primary_keys.values() if not _is_inline(table, key)]
    lines += [_foreign_key(squashed.foreign_key_line(table.name, key)) for key in table.foreign_keys.values()]
    return f"CREATE TABLE `{name}` (\n" + ",\n".join(f"\t{line}" for line in [*lines, *constraints]) + "\n);\n"


def _is_inline(table: Table, key: PrimaryKey) -> bool:
    """Whether a column says of itself that it is this key, as in the terms of drizzle-kit 1.x."""
    return len(key.columns) == 1 and key.columns[0] in table.columns and table.columns[key.columns[0]].primary_key


def _split(columns: Iterable[str]) -> list[str]:
    return ",".join(columns).split(",")


def _column(column: Column) -> str:
    key = " PRIMARY KEY" if column.primary_key else ""
    autoincrement = " AUTOINCREMENT" if column.autoincrement else ""
    return f"`{column.name}` {column.type}{key}{autoincrement}{_default(column)}{_generated(column)}{_not_null(column)}"


def _default(column: Column) -> str:
    return "" if column.default is None else f" DEFAULT {default_text(column.default)}"


def _generated(column: Column) -> str:
    return f" GENERATED ALWAYS AS {column.generated.expression} {column.generated.kind.upper()}" if column.generated else ""


def _not_null(column: Column) -> str:
    return " NOT NULL" if column.not_null else ""


def _foreign_key(line: str) -> str:
    key = squashed.foreign_key_parts(line)
    columns, targets = (",".join(f"`{column}`" for column in side) for side in (key.columns, key.columns_to))
    update = f" ON UPDATE {key.on_update}" if key.on_update else ""
    delete = f" ON DELETE {key.on_delete}" if key.on_delete else ""
    return f"FOREIGN KEY ({columns}) REFERENCES `{key.table_to}`({targets}){update}{delete}"


def _unique(line: str) -> str:
    name, columns = squashed.unique_parts(line)
    return f"CONSTRAINT {name} UNIQUE({','.join(f'`{column}`' for column in columns)})"


def _check(line: str) -> str:
    name, expression = squashed.check_parts(line)
    return f'CONSTRAINT "{name}" CHECK({expression})'


def _moved(line: str, old: str, new: str) -> str:
    """A check of a table that is being rebuilt: its columns are those of the new table."""
    for quote in ('"', "`", "", "'"):
        line = line.replace(f"{quote}{old}{quote}.", f"{quote}{new}{quote}.")
    return line


def added_column(table: str, column: Column, keys: Iterable[ForeignKey] = ()) -> str:
    """ALTER TABLE ... ADD; of the foreign keys that come with it the first that starts there, without its actions."""
    lines = (squashed.foreign_key_parts(squashed.foreign_key_line(table, key)) for key in keys)
    key = next((key for key in lines if column.name in key.columns), None)
    reference = f" REFERENCES {key.table_to}({','.join(key.columns_to)})" if key else ""
    primary = " PRIMARY KEY" if column.primary_key else ""
    return f"ALTER TABLE `{table}` ADD `{column.name}` {column.type}{primary}{_default(column)}{_generated(column)}{_not_null(column)}{reference};"


def dropped_column(table: str, column: str) -> str:
    """ALTER TABLE ... DROP COLUMN."""
    return f"ALTER TABLE `{table}` DROP COLUMN `{column}`;"


def dropped_table(table: Table) -> str:
    """DROP TABLE."""
    return f"DROP TABLE `{table.name}`;"


def created_index(table: Table, index: Index) -> str:
    """CREATE INDEX; what is no column of the table is an expression and stands bare."""
    return _created_index(table.name, index, index.expressions | (frozenset(index.columns) - frozenset(table.columns)))


def _created_index(table: str, index: Index, expressions: frozenset[str]) -> str:
    parts = squashed.index_parts(squashed.index_line(index))
    columns = ",".join(column if column in expressions else f"`{column}`" for column in parts.columns)
    where = f" WHERE {parts.where}" if parts.where else ""
    return f"CREATE {'UNIQUE INDEX' if parts.unique else 'INDEX'} `{parts.name}` ON `{table}` ({columns}){where};"


def dropped_index(index: Index) -> str:
    """DROP INDEX."""
    return f"DROP INDEX `{squashed.index_parts(squashed.index_line(index)).name}`;"


def created_view(view: View) -> str:
    """CREATE VIEW."""
    return f"CREATE VIEW `{view.name}` AS {view.definition};"


def dropped_view(view: View) -> str:
    """DROP VIEW."""
    return f"DROP VIEW `{view.name}`;"
