"""Schemas written inline, and what is declared by them."""

from posixpath import normpath
from typing import TypeVar

from hooks.sources import typescript
from hooks.sources.drizzle_schema import Declared, declared
from hooks.sources.schema import Check, Column, ForeignKey, Index, PrimaryKey, Table
from hooks.sources.typescript import Source

ENTRY = "server/src/defs/db_schema.ts"
IMPORTS = (
    "import { alias, blob, check, customType, foreignKey, index, int, integer, numeric, primaryKey, real, sqliteTable, sqliteTableCreator, sqliteView,"
    ' text, unionAll, unique, uniqueIndex, view } from "drizzle-orm/sqlite-core";'
    ' import { and, asc, count, desc, eq, exists, gt, inArray, isNotNull, relations, sql } from "drizzle-orm";\n'
)
Record = TypeVar("Record", Column, Index, ForeignKey, PrimaryKey, Check)


class MemoryModules:
    """Modules that lie nowhere: repository-relative path to text or bytes."""

    def __init__(self, files: dict[str, str | bytes]) -> None:
        self._files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def content(self, path: str) -> bytes | None:
        return self._files.get(path)

    def source(self, path: str) -> Source | None:
        content = self.content(path)
        return None if content is None else typescript.parse(path, content)


def read(text: str | bytes, others: dict[str, str | bytes] | None = None) -> Declared:
    """What a `db_schema.ts` declares; `others` are named relative to its directory."""
    beside = {normpath(f"server/src/defs/{name}"): content for name, content in (others or {}).items()}
    return declared(MemoryModules({ENTRY: text, **beside}), ENTRY, "server")


def sure(body: str, others: dict[str, str | bytes] | None = None) -> Declared:
    """What a schema declares about which nothing is unknown; `body` stands behind every import that it may need."""
    found = read(IMPORTS + body, others)
    assert found.problems == ()
    assert found.schema.complete
    return found


def table(body: str, name: str = "t") -> Table:
    """One table of such a schema."""
    found = sure(body).schema.tables[name]
    assert found.complete
    return found


def only(columns: str, extra: str = "") -> Table:
    """The table with these columns and this third argument."""
    return table(f'export const t = sqliteTable("t", {{ {columns} }}{f", {extra}" if extra else ""});')


def bare(records: dict[str, Record]) -> list[Record]:
    """Records without their places."""
    return [record._replace(location=None) for record in records.values()]


def problems(body: str, others: dict[str, str | bytes] | None = None) -> list[tuple[str, str]]:
    """Where something of a schema is unknown (`line:column`, the line of the imports not counted), and the message."""
    found = read(IMPORTS + body, others).problems
    return [(f"{problem.location.line - 1}:{problem.location.column}", problem.message) for problem in found]
