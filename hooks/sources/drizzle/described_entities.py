"""Tables as drizzle-kit 1.x's snapshot describes them: keys and constraints are entities of their own, and know whether their name was chosen.

Source of the terms, and of what it refuses: drizzle-kit 1.0.0-rc.5, measured.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from hooks.sources import schema
from hooks.sources.drizzle import literals
from hooks.sources.drizzle.conversions import truthy
from hooks.sources.drizzle.described import Description, action, column_name, label
from hooks.sources.drizzle.entities import Check, Column, ForeignKey, Index, PrimaryKey, Sql, Table, Unique
from hooks.sources.drizzle.entity_defaults import default_text
from hooks.sources.drizzle.given import known
from hooks.sources.drizzle.sql import Style, Writer
from hooks.sources.drizzle.values import UNDEFINED, Site, Thrown, Unknown
from hooks.sources.js_text import json_text

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator

Named = TypeVar("Named", schema.Index, schema.ForeignKey, schema.PrimaryKey, schema.Unique)
_ACTIONS = frozenset({"no action", "cascade", "restrict", "set default", "set null"})
_ENTRIES = (ForeignKey, Index, Unique, PrimaryKey, Check)


class Entities:
    """The tables of one schema, each described once: names that 1.x wants to be one table's are told."""

    def __init__(self, ev: "Evaluator") -> None:
        self._ev = ev
        self._tables: dict[str, tuple[Table, schema.Table]] = {}
        self._owners: dict[str, str] = {}

    def described(self, table: Table) -> schema.Table:
        """The record of a table, which may be exported under several names."""
        if table.name in self._tables:
            other, record = self._tables[table.name]
            if other is not table:
                self._ev.problem(f'two tables are named "{table.name}": drizzle-kit 1.x refuses that', table.site.location, table.name)
            return record
        record = EntityDescription(self._ev, table).record()
        self._tables[table.name] = (table, record)
        for index in record.indexes.values():
            self._own(index, table)
        return record

    def _own(self, index: schema.Index, table: Table) -> None:
        owner = self._owners.setdefault(index.name, table.name)
        if owner != table.name:
            message = f'the tables "{owner}" and "{table.name}" both have an index "{index.name}": drizzle-kit 1.x refuses that'
            self._ev.problem(message, index.location or table.site.location, f"{table.name}.{index.name}")


class EntityDescription(Description):
    """One table on its way to its record in the terms of 1.x."""

    def record(self) -> schema.Table:
        """The table's record. What hangs on an index or key that is not known is left out."""
        table = super().record()
        self._require_columns()
        if table.complete:
            self._add_column_key()
            self._add_column_uniques()
        keys = {key.columns for key in self._record.primary_keys.values()}
        columns = {name: _own(column, is_key=(name,) in keys) for name, column in table.columns.items()}
        return table._replace(columns=columns, primary_keys=self._record.primary_keys)

    # --- columns ---------------------------------------------------------------------------------------------------------------------------
    def _require_columns(self) -> None:
        names = [column.name for column in self._table.columns.values()]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if not names and not self._table.gaps:
            self._refuse(f'table "{self._table.name}" has no columns', self._table.site, self._table.name)
        if repeated is not None:
            self._refuse(f'two columns of table "{self._table.name}" are named "{repeated}"', self._table.site, f"{self._table.name}.{repeated}")

    def _add_column_key(self) -> None:
        """The first `.primaryKey()` of a column, unless the third argument declares a key."""
        first = next((column for column in self._table.columns.values() if column.primary), None)
        if first is not None and not self._record.primary_keys:
            name = f"{self._table.name}_pk"
            self._record.primary_keys[name] = schema.PrimaryKey(name, (first.name,), first.place.location)

    def _add_column_uniques(self) -> None:
        """Every `.unique()` of a column, unless it has a unique index of its own as well."""
        indexed = {index.columns for index in self._record.indexes.values() if index.unique and not index.expressions}
        for column in self._table.columns.values():
            if column.is_unique and (column.name,) not in indexed:
                self._keep_unique(column.unique_given, (column.name,), column.place)

    def _add_column_index(self, column: Column, what: str, subject: str) -> None:
        if isinstance(column.unique_given, Unknown):
            super()._add_column_index(column, what, subject)

    def _default(self, column: Column) -> str:
        if isinstance(column.default, Sql):
            return super()._default(column)
        return json_text(default_text(column, column.default, column.place))

    # --- the third argument ----------------------------------------------------------------------------------------------------------------
    def _parts(self) -> tuple[list[Any], bool]:
        listed, known_whole = super()._parts()
        if not all(isinstance(part, (*_ENTRIES, Unknown)) for part in listed):
            what = f'the third argument of table "{self._table.name}" holds something that is no index and no constraint'
            self._refuse(what, self._table.site, self._table.name)
        return listed, known_whole

    def add_index(self, index: Index) -> None:
        """An index. Two of one name end drizzle-kit."""
        if index.name in self._record.indexes:
            self._refuse(f'two indexes of table "{self._table.name}" are named "{index.name}"', index.site, f"{self._table.name}.{index.name}")
        super().add_index(index)

    def add_unique(self, unique: Unique) -> None:
        """A unique constraint."""
        self._keep_unique(unique.name, tuple(column_name(column, unique.site) for column in unique.columns), unique.site)

    def _keep_unique(self, given: Any, columns: tuple[str, ...], site: Site) -> None:
        explicit = truthy(known(given))
        name = label(given, "a unique constraint", site) if explicit else f"{self._table.name}_{'_'.join(columns)}_unique"
        self._keep(self._record.uniques, schema.Unique(name, columns, site.location, explicit=explicit), "unique constraints", site)

    def add_primary_key(self, key: PrimaryKey) -> None:
        """A primary key of the third argument, of one column or several."""
        columns = tuple(column_name(column, key.site) for column in literals.iterated(self._ev, known(key.columns), key.site))
        given = known(key.name)
        name = f"{self._table.name}_pk" if given is None or given is UNDEFINED else label(given, "a primary key", key.site)
        self._keep(self._record.primary_keys, schema.PrimaryKey(name, columns, key.site.location, explicit=truthy(given)), "primary keys", key.site)

    def add_foreign_key(self, key: ForeignKey) -> None:
        """A foreign key. Two of one name end drizzle-kit."""
        given, columns, foreign = self._reference(key)
        names, foreign_names = (tuple(column_name(column, key.site) for column in side) for side in (columns, foreign))
        if not foreign:
            raise Thrown("a foreign key that references nothing", key.site.location)
        target, explicit = foreign[0].table.name, truthy(known(given))
        name = label(given, "a foreign key", key.site) if explicit else "_".join(["fk", self._table.name, *names, target, *foreign_names, "fk"])
        on_delete, on_update = (_action(value, key.site) for value in (key.on_delete, key.on_update))
        made = schema.ForeignKey(name, names, target, foreign_names, on_delete, on_update, key.site.location, explicit=explicit)
        self._keep(self._record.foreign_keys, made, "foreign keys", key.site)

    def _check_text(self, check: Check, expression: Sql) -> str:
        return Writer(self._ev, check.site, Style.INDEX).written(expression).replace(f'"{self._table.name}".', "", 1)

    def _keep(self, records: dict[str, Named], record: Named, what: str, site: Site) -> None:
        if record.name in records:
            self._refuse(f'two {what} of table "{self._table.name}" are named "{record.name}"', site, f"{self._table.name}.{record.name}")
        records[record.name] = record

    def _refuse(self, what: str, site: Site, subject: str) -> None:
        self._ev.problem(f"{what}: drizzle-kit 1.x refuses that", site.location, subject)


def _own(column: schema.Column, *, is_key: bool) -> schema.Column:
    """A column whose own `.primaryKey()` says that it may be NULL, as far as drizzle-kit notes it."""
    return column._replace(primary_key=is_key, not_null=column.not_null and not column.primary_key)


def _action(value: Any, site: Site) -> str:
    given = action(value, site)
    if given not in _ACTIONS:
        raise Thrown(f'"{given}" is no action of a foreign key: drizzle-kit 1.x refuses that', site.location)
    return given
