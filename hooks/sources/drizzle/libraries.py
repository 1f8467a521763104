"""What comes from packages: drizzle's own exports, and the packages that are not read."""

from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import columns, conditions, sql, tables, views
from hooks.sources.drizzle.entities import Table, View
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Opaque, Site, Thrown, Unknown

if TYPE_CHECKING:
    from hooks.sources.drizzle.evaluator import Evaluator


class Library:
    """A library whose exports are known here; one that is not is unknown."""

    def __init__(self, name: str, exports: dict[str, Any]) -> None:
        self.name = name
        self._exports = exports

    def has(self, name: str) -> bool:
        """Whether the export is known here."""
        return name in self._exports

    def value(self, name: str) -> Any:
        """A known export."""
        return self._exports[name]

    def exported(self, ev: "Evaluator", name: str, site: Site) -> Any:
        """The export, unknown where it is not known here."""
        if name in self._exports:
            return self._exports[name]
        return ev.unknown(f'"{name}" of "{self.name}" is not supported', site.node, site.scope)

    def names(self, _seen: frozenset[str] = frozenset()) -> list[str] | None:
        """The known exports: the others are neither tables nor views."""
        return sorted(self._exports)


class Package:
    """A package that is not read: its exports are unknown wherever they are used."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._inert = is_inert(name)

    def exported(self, _ev: "Evaluator", name: str, site: Site) -> Any:
        """An unknown value, because of its use at `site`."""
        return Unknown(f'"{name}" comes from the package "{self._name}", which is not read', site.location, inert=self._inert, foreign=True)

    def names(self, _seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Known to be none only where no table can be among them."""
        return [] if self._inert else None


class Unread:
    """A module that cannot be read: every export is unknown for the same reason, which has been named."""

    def __init__(self, unknown: Unknown) -> None:
        self._unknown = unknown

    def exported(self, _ev: "Evaluator", _name: str, _site: Site) -> Any:
        """The unknown value."""
        return self._unknown

    def names(self, _seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Not known."""
        return None


def _columns_of(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    table = arguments[0] if arguments else UNDEFINED
    if isinstance(table, Unknown):
        return table
    if isinstance(table, Table):
        return dict(table.columns)
    if isinstance(table, View):
        return views.selected(table)
    raise Thrown('"getTableColumns" needs a table', site.location)


def _name_of(_ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
    entity = arguments[0] if arguments else UNDEFINED
    if isinstance(entity, Unknown):
        return entity
    if isinstance(entity, (Table, View)):
        return entity.name
    raise Thrown('"getTableName" needs a table', site.location)


_COMMON: dict[str, Any] = {
    "sql": sql.SQL,
    **conditions.FUNCTIONS,
    "relations": Builtin("relations", lambda _ev, _arguments, _site: Opaque("relations")),
    "getTableColumns": Builtin("getTableColumns", _columns_of),
    "getViewSelectedFields": Builtin("getViewSelectedFields", _columns_of),
    "getTableName": Builtin("getTableName", _name_of),
    "is": Builtin("is", lambda ev, _arguments, site: ev.unknown('what "is" says is not followed', site.node, site.scope, inert=True)),
    "getViewName": Builtin("getViewName", _name_of),
    "aliasedTable": tables.FUNCTIONS["alias"],
    **{name: sql.SQL.properties[name] for name in ("param", "placeholder")},
    "name": sql.SQL.properties["identifier"],
}
_SQLITE: dict[str, Any] = {
    **columns.BUILDERS,
    "int": columns.BUILDERS["integer"],
    "getTableConfig": Builtin(
        "getTableConfig", lambda ev, _arguments, site: ev.unknown("what a table is made of is not followed", site.node, site.scope, opaque=True)
    ),
    **tables.FUNCTIONS,
    **views.FUNCTIONS,
}


def found(name: str, *, orm_1: bool = False) -> Library | None:
    """The library that is imported as `name`, or None where it is none of drizzle's; `orm_1`: in drizzle-orm 1.x."""
    if orm_1 and name == "drizzle-orm/_relations":
        return Library(name, {"relations": _COMMON["relations"]})
    if name == "drizzle-orm" or name.startswith(("drizzle-orm/sql", "drizzle-orm/relations", "drizzle-orm/table", "drizzle-orm/utils", "drizzle-orm/alias")):
        of_sqlite = name.startswith("drizzle-orm/sqlite-core")
        return Library(name, _SQLITE if of_sqlite else _common_1() if orm_1 else _COMMON)
    return None


def _common_1() -> dict[str, Any]:
    from hooks.sources.drizzle import orm_1

    kept = {name: export for name, export in _COMMON.items() if name not in orm_1.GONE}
    return kept | orm_1.EXPORTS | {"getColumns": _COMMON["getTableColumns"]}


# Packages whose exports are certainly neither tables nor views of SQLite.
_INERT = frozenset(
    {
        *("zod", "valibot", "arktype", "typebox", "drizzle-zod", "drizzle-valibot", "drizzle-typebox", "drizzle-arktype", "drizzle-seed", "drizzle-orm"),
        *("nanoid", "uuid", "ulid", "ulidx", "cuid", "crypto", "buffer", "util", "path", "url", "fs", "hono", "dayjs", "date-fns", "luxon", "slugify"),
        *("superjson", "bcryptjs", "bcrypt", "argon2", "jose", "type-fest", "edgespark", "nanoid-dictionary", "typeid-js", "uuidv7", "ms"),
        *("better-auth", "next-auth", "lucia", "oslo", "arctic", "better-sqlite3", "dotenv", "envalid", "yup", "joi", "superstruct", "ksuid", "sqids"),
        *("hashids", "short-uuid", "moment", "pino", "winston", "consola", "chalk", "debug", "stripe", "resend", "openai", "zod-to-json-schema"),
    }
)
_INERT_SCOPES = (
    *("node:", "cloudflare:", "@paralleldrive/", "@sinclair/", "@types/", "@cloudflare/", "@hono/", "@noble/", "@oslojs/", "@js-temporal/"),
    *("@standard-schema/", "@libsql/", "@aws-sdk/", "@t3-oss/", "@faker-js/", "@node-rs/", "@lucia-auth/", "@trpc/", "@asteasolutions/"),
)


def is_inert(name: str) -> bool:
    """Whether nothing that the package exports can be a table or a view."""
    return name.partition("/")[0] in _INERT or name.startswith(_INERT_SCOPES)
