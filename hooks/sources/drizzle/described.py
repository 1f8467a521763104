"""Tables and views as drizzle-kit's snapshot describes them.

Source of the terms and of the order in which entries of one name replace each other: drizzle-kit 0.31, measured.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hooks.finding import Location
from hooks.sources import schema
from hooks.sources.drizzle import access, json_values, literals, selections
from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.entities import Check, Column, ForeignKey, Index, PrimaryKey, Sql, Table, Unique, View
from hooks.sources.drizzle.given import known
from hooks.sources.drizzle.sql import Style, Writer
from hooks.sources.drizzle.values import UNDEFINED, BigInt, Builtin, Function, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import INHERITED, keys, ordered
from hooks.sources.js_text import json_text

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


class Description:
    """One table on its way to its record. What cannot be resolved is named, and the rest goes on."""

    def __init__(self, ev: "Evaluator", table: Table) -> None:
        self._ev = ev
        self._table = table
        self._record = schema.Table(table.name, {}, {}, {}, {}, {}, {}, _head(table.site))

    def record(self) -> schema.Table:
        """The table's record."""
        for what, unknown in self._table.gaps:
            self._ev.unresolved(what, unknown, self._table.name)
        for column in self._table.columns.values():
            self._add_column(column)
        parts, known = self._parts()
        entries: list[Any] = [*self._table.foreign_keys, *parts]
        doubted = {kind for kind in _ORDER for entry in entries if entry.__class__ is kind and not self._add(entry)}
        if not known or PrimaryKey in doubted:
            self._doubt_columns()
        complete = known and not doubted and not self._table.gaps
        given = self._record
        return schema.Table(
            given.name,
            ordered(given.columns),
            ordered(given.indexes),
            ordered(given.foreign_keys),
            ordered(given.primary_keys),
            given.uniques,
            ordered(given.checks),
            given.location,
            complete,
        )

    def _doubt_columns(self) -> None:
        """A primary key that is not known may be any of the columns."""
        self._record.columns.update({name: column._replace(complete=False) for name, column in self._record.columns.items()})

    # --- columns ---------------------------------------------------------------------------------------------------------------------------
    def _add_column(self, column: Column) -> None:
        subject = f"{self._table.name}.{column.name}"
        what = f'column "{column.name}" of table "{self._table.name}"'
        complete = True
        for doubt in column.doubts:
            complete = False
            self._ev.unresolved(what, doubt, subject)
        type_, default, generated = column.type, None, None
        if isinstance(type_, Unknown) or not isinstance(type_, str):
            complete = False
            unknown = type_ if isinstance(type_, Unknown) else Unknown("its type is no string", column.place.location)
            self._ev.unresolved(f"the type of {what}", unknown, subject)
            type_ = "?"
        if column.default is not UNDEFINED:
            with self._doubting(what, subject) as doubted:
                default = self._default(column)
            complete = complete and not doubted
        if column.generated is not None:
            with self._doubting(what, subject) as doubted:
                generated = self._generated(column)
            complete = complete and not doubted
        self._record.columns[column.name] = schema.Column(
            column.name, type_, column.primary, column.not_null, column.autoincrement, default, generated, column.place.location, complete
        )
        if column.is_unique:
            self._add_column_index(column, what, subject)

    def _add_column_index(self, column: Column, what: str, subject: str) -> None:
        with self._doubting(f"the name of the unique index of {what}", subject) as doubted:
            self._add_unique_index(label(column.unique_name, "a unique constraint", column.place), (column.name,), column.place)
        self._table.gaps += [(what, unknown) for unknown in doubted]

    def _add_unique_index(self, name: str, columns: tuple[str, ...], site: Site) -> None:
        of_table = f'of table "{self._table.name}"'
        if name in INHERITED:
            message = f'a unique constraint {of_table} is named "{name}", as something of every JavaScript object is: drizzle-kit refuses that'
            self._ev.problem(message, site.location, f"{self._table.name}.{name}")
        elif name in self._record.indexes:
            message = f'two unique constraints {of_table} are named "{name}": drizzle-kit refuses that'
            self._ev.problem(message, site.location, f"{self._table.name}.{name}")
        self._record.indexes[name] = schema.Index(name, columns, unique=True, location=site.location)

    def _default(self, column: Column) -> str:
        """The JSON text of what the snapshot holds as the default."""
        value, site = column.default, column.place
        if isinstance(value, Unknown):
            raise Poison(value)
        if isinstance(value, Sql):
            return json_text(Writer(self._ev, site, Style.DEFAULT).written(value))
        if isinstance(value, str):
            return json_text("'" + value.replace("'", "''") + "'")
        if isinstance(value, (bool, int, float)):
            return json_text(value)
        if isinstance(value, BigInt):
            raise Thrown("drizzle-kit cannot write a bigint default: it has no JSON", site.location)
        if isinstance(value, (Function, Builtin)):
            raise Thrown("a function is no default", site.location)
        return json_text(f"'{json_values.stringified(value, site)}'")

    def _generated(self, column: Column) -> schema.Generated:
        given = column.generated
        if given is None:
            raise ValueError("not a generated column")
        expression, site = given.expression, column.place
        if isinstance(expression, (Function, Builtin)):
            expression = self._ev.call(expression, [], given.site)
            if not isinstance(expression, (Sql, Unknown)):
                raise Thrown("the expression of a generated column is no SQL", site.location)
        for part in (expression, given.mode):
            if isinstance(part, Unknown):
                raise Poison(part)
        words = Writer(self._ev, site, Style.INDEX).written(expression) if isinstance(expression, Sql) else text(expression)
        if words is None or given.mode not in ("stored", "virtual"):
            raise Thrown("the expression or mode of a generated column is not one that drizzle-kit knows", site.location)
        return schema.Generated(f"({words})", given.mode)

    # --- the third argument ----------------------------------------------------------------------------------------------------------------
    def _parts(self) -> tuple[list[Any], bool]:
        """What the extra configuration declares, and whether that is all of it."""
        table, ev = self._table, self._ev
        if table.extra is UNDEFINED:
            return [], True
        what = f'what table "{table.name}" declares beside its columns'
        try:
            columns: dict[str, Any] = dict(table.columns)
            if table.gaps:
                columns = literals.Partial(columns, table.gaps[0][1])
            result = ev.call(table.extra, [columns], table.site)
            listed = self._listed(result)
        except Poison as poison:
            ev.unresolved(what, poison.unknown, table.name)
            return [], False
        except Thrown as thrown:
            ev.failed(thrown)
            return [], False
        known = True
        for part in listed:
            if isinstance(part, Unknown):
                known = False
                ev.unresolved(what, part, table.name)
        if isinstance(result, literals.Partial):
            known = False
            ev.unresolved(what, result.unknown, table.name)
        return listed, known

    def _listed(self, result: Any) -> list[Any]:
        if isinstance(result, Unknown):
            raise Poison(result)
        if isinstance(result, list):
            return [part for item in result for part in (item if isinstance(item, list) else [item])]
        if isinstance(result, dict):
            parts = access.own_properties(self._ev, result, self._table.site) or {}
            return [parts[key] for key in keys(parts)]
        if result is None or result is UNDEFINED:
            raise Thrown(f'the third argument of table "{self._table.name}" returns nothing', self._table.site.location)
        return []

    def _add(self, entry: Any) -> bool:
        """Add one index or constraint; whether it could be resolved."""
        name = getattr(entry, "name", UNDEFINED)
        what = f'"{name}" of table "{self._table.name}"' if isinstance(name, str) else f'a constraint of table "{self._table.name}"'
        subject = f"{self._table.name}.{name}" if isinstance(name, str) else self._table.name
        if isinstance(entry, ForeignKey) and entry.column is not None:
            what, subject = f'the foreign key of column "{entry.column.name}" of table "{self._table.name}"', f"{self._table.name}.{entry.column.name}"
        with self._doubting(what, subject) as doubted:
            getattr(self, _ADDERS[entry.__class__])(entry)
        return not doubted

    @contextmanager
    def _doubting(self, what: str, subject: str) -> Iterator[list[Unknown]]:
        """Name what cannot be resolved within; the list says afterwards whether anything could not."""
        doubted: list[Unknown] = []
        try:
            yield doubted
        except Poison as poison:
            doubted.append(poison.unknown)
            self._ev.unresolved(what, poison.unknown, subject)
        except Thrown as thrown:
            doubted.append(self._ev.failed(thrown))

    def add_index(self, index: Index) -> None:
        """An index; one of the same name is replaced."""
        name = label(index.name, "an index", index.site)
        columns = []
        expressions = set()
        for column in index.columns:
            if isinstance(column, Sql):
                columns.append(Writer(self._ev, index.site, Style.INDEX).written(column))
                expressions.add(columns[-1])
            else:
                columns.append(column_name(column, index.site))
        where = known(index.where)
        condition = Writer(self._ev, index.site).written(where) if isinstance(where, Sql) else None
        self._record.indexes[name] = schema.Index(name, tuple(columns), index.unique, condition, index.site.location, expressions=frozenset(expressions))

    def add_unique(self, unique: Unique) -> None:
        """A unique constraint, which drizzle-kit keeps as a unique index."""
        columns = tuple(column_name(column, unique.site) for column in unique.columns)
        name = unique.name
        if name is None or name is UNDEFINED:
            name = f"{self._table.name}_{'_'.join(columns)}_unique"
        self._add_unique_index(label(name, "a unique constraint", unique.site), columns, unique.site)

    def add_primary_key(self, key: PrimaryKey) -> None:
        """A primary key of several columns; one of a single column marks that column."""
        listed = literals.iterated(self._ev, known(key.columns), key.site)
        columns = tuple(column_name(column, key.site) for column in listed)
        if len(columns) == 1:
            column = self._record.columns.get(columns[0])
            if column is None:
                raise Thrown(f'the primary key of table "{self._table.name}" names a column that it has not', key.site.location)
            self._record.columns[columns[0]] = column._replace(primary_key=True)
            return
        if not columns:
            raise Thrown("a primary key without columns", key.site.location)
        default = f"{self._table.name}_{'_'.join(columns)}_pk"
        name = default if key.name is None or key.name is UNDEFINED else label(key.name, "a primary key", key.site)
        self._record.primary_keys[name] = schema.PrimaryKey(name, columns, key.site.location)

    def add_foreign_key(self, key: ForeignKey) -> None:
        """A foreign key; one of the same name is replaced."""
        name, columns, foreign = self._reference(key)
        names = tuple(column_name(column, key.site) for column in columns)
        foreign_names = tuple(column_name(column, key.site) for column in foreign)
        if not foreign:
            raise Thrown("a foreign key that references nothing", key.site.location)
        target = foreign[0].table.name
        owner = (key.table or self._table).name
        if name is None or name is UNDEFINED:
            name = f"{'_'.join([owner, *names, target, *foreign_names])}_fk"
        chosen = label(name, "a foreign key", key.site)
        on_delete, on_update = (action(value, key.site) for value in (key.on_delete, key.on_update))
        self._record.foreign_keys[chosen] = schema.ForeignKey(chosen, names, target, foreign_names, on_delete, on_update, key.site.location)

    def _reference(self, key: ForeignKey) -> tuple[Any, list[Any], list[Any]]:
        """Name, columns and foreign columns of a foreign key, asked of its callback."""
        target = known(key.target)
        if key.column is not None:
            found = known(self._ev.call(target, [], key.site))
            if not isinstance(found, Column):
                raise Thrown(f'column "{key.column.name}" of table "{self._table.name}" references something that is no column', key.site.location)
            return UNDEFINED, [key.column], [found]
        config = known(self._ev.call(target, [], key.site) if isinstance(target, (Function, Builtin)) else target)
        if not isinstance(config, dict):
            raise Thrown("a foreign key without columns", key.site.location)
        if isinstance(config, literals.Partial):
            raise Poison(config.unknown)
        lists = [literals.iterated(self._ev, known(config.get(part, UNDEFINED)), key.site) for part in ("columns", "foreignColumns")]
        return config.get("name", UNDEFINED), lists[0], lists[1]

    def add_check(self, check: Check) -> None:
        """A check constraint. Two of one name end drizzle-kit."""
        name = label(check.name, "a check", check.site)
        expression = known(check.expression)
        if not isinstance(expression, Sql):
            raise Thrown(f'check "{name}" is no SQL expression', check.site.location)
        if name in self._record.checks:
            message = f'two checks of table "{self._table.name}" are named "{name}": drizzle-kit refuses that'
            self._ev.problem(message, check.site.location, f"{self._table.name}.{name}")
        self._record.checks[name] = schema.Check(name, self._check_text(check, expression), check.site.location)

    def _check_text(self, check: Check, expression: Sql) -> str:
        return Writer(self._ev, check.site).written(expression)


# The order in which drizzle-kit adds them: a later entry of one name replaces an earlier one.
_ADDERS: dict[type, str] = {
    ForeignKey: "add_foreign_key",
    Index: "add_index",
    Unique: "add_unique",
    PrimaryKey: "add_primary_key",
    Check: "add_check",
}
_ORDER = tuple(_ADDERS)


def label(value: Any, what: str, site: Site) -> str:
    """The name of something that must have one. Raises Thrown, Poison."""
    if not isinstance(known(value), str):
        raise Thrown(f"{what} without a name: drizzle-kit refuses it", site.location)
    return str(value)


def column_name(value: Any, site: Site) -> str:
    """The database name of a column that an entry names. Raises Thrown, Poison."""
    if not isinstance(known(value), Column):
        raise Thrown("this names something that is no column of a table", site.location)
    return str(value.name)


def action(value: Any, site: Site) -> str:
    """What a foreign key does, `no action` where nothing is said. Raises Poison."""
    if known(value) is None or value is UNDEFINED:
        return "no action"
    return label(value, "an action", site)


def _head(site: Site) -> Location:
    """The place of a table: from the start of its call to the end of its name."""
    whole = site.location
    arguments = site.node.child_by_field_name("arguments")
    name = None if arguments is None else next((child for child in arguments.named_children if child.type != "comment"), None)
    if name is None:
        return whole
    end = site.scope.source.location(name)
    return whole._replace(end_line=end.end_line, end_column=end.end_column)


def view(ev: "Evaluator", given: View) -> schema.View:
    """The record of a view. Raises Thrown where drizzle-kit would refuse it, Poison where it is not known."""
    name = label(given.name, "a view", given.site)
    selections.spread(selections.of_view(given), given.site)  # as drizzle-kit does, which finds an expression without a name there
    definition = None if given.query is None else Writer(ev, given.site).written(given.query)
    return schema.View(name, definition, existing=given.query is None, location=_head(given.site))
