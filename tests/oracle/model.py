"""What a generated schema consists of, in terms of the TypeScript that will be written. Mutated in place, rendered by `render`."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Reference:
    """`.references(() => table.column, {...})`; the table is named by its variable, the column by its property."""

    table: str
    column: str
    on_delete: str | None = None
    on_update: str | None = None
    typed: bool = False


@dataclass(slots=True)
class Column:
    """One column. Without `name` the property is the name; `default`, `config` and `calls` hold TypeScript."""

    key: str
    builder: str
    name: str | None = None
    config: dict[str, str] = field(default_factory=dict)
    not_null: bool = False
    default: str | None = None
    primary: str | None = None
    unique: str | None = None
    reference: Reference | None = None
    generated: tuple[str, str | None] | None = None
    calls: list[str] = field(default_factory=list)
    order: int = 0

    @property
    def database_name(self) -> str:
        return self.name if self.name is not None else self.key


@dataclass(slots=True)
class Extra:
    """A member of the third argument: `kind` is its builder, `columns` are properties, or SQL in backquotes."""

    kind: str
    key: str
    name: str | None
    columns: list[str] = field(default_factory=list)
    where: str | None = None
    expression: str = ""
    foreign: tuple[str, list[str]] = ("", [])
    actions: list[str] = field(default_factory=list)
    is_old_form: bool = False


@dataclass(slots=True)
class Table:
    """One table, held by variable `variable`. `form`: how the third argument is written. `file`: the module that holds it."""

    variable: str
    name: str
    columns: list[Column]
    extras: list[Extra] = field(default_factory=list)
    form: str = "array"
    creator: str = "sqliteTable"
    callback_columns: bool = False
    file: str = "db_schema"
    hidden: bool = False

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(slots=True)
class View:
    """A view: `kind` is `query`, `raw` or `existing`; `body` its query in TypeScript, `fields` its declared columns."""

    variable: str
    name: str
    kind: str
    body: str
    fields: str = "{}"


@dataclass(slots=True)
class Style:
    """How the same schema is written."""

    quote: str = '"'
    semicolons: bool = True
    crlf: bool = False
    comments: int = 0
    constants: str = "inline"
    shared: str = "inline"
    exports: str = "inline"
    imports: str = "named"
    extra_lines: list[str] = field(default_factory=list)
    wrap: str = ""
    helpers: bool = False
    bom: bool = False


@dataclass(slots=True)
class Schema:
    """A whole schema, and the style in which it is written."""

    tables: list[Table]
    views: list[View] = field(default_factory=list)
    style: Style = field(default_factory=Style)
