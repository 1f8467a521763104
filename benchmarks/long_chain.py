"""A chain of 500 migrations over 200 tables, as drizzle-kit would write it."""

import json
from collections.abc import Mapping
from typing import Any

MIGRATIONS, TABLES, NEW = 500, 200, 20
_COLUMN = {"primaryKey": False, "notNull": False, "autoincrement": False}


def chain() -> dict[str, bytes]:
    """The files: each migration makes a table that refers to the one before it, or adds a column to one."""
    files: dict[str, bytes] = {"edgespark.toml": b""}
    tables: dict[str, Any] = {}
    entries = []
    for number in range(MIGRATIONS):
        tag = f"{number:04}_step"
        entries.append({"idx": number, "version": "6", "when": 1_770_000_000_000 + number, "tag": tag, "breakpoints": True})
        files[f"drizzle/{tag}.sql"] = _migration(number, tables).encode()
        head = {"version": "6", "dialect": "sqlite", "id": f"id-{number}", "prevId": f"id-{number - 1}" if number else "0" * 8 + "-0000-0000-0000-" + "0" * 12}
        files[f"drizzle/meta/{number:04}_snapshot.json"] = json.dumps({**head, "tables": tables, "views": {}, "enums": {}, "_meta": {}}, indent=2).encode()
    files["drizzle/meta/_journal.json"] = json.dumps({"version": "7", "dialect": "sqlite", "entries": entries}, indent=2).encode()
    return files


def _migration(number: int, tables: dict[str, Any]) -> str:
    if number % 5 < 2:
        return _new_table(f"table_{number // 5 * 2 + number % 5}", tables)
    name = f"table_{number * 7 % len(tables)}"
    tables[name]["columns"][f"more_{number}"] = {"name": f"more_{number}", "type": "text", **_COLUMN}
    return f"ALTER TABLE `{name}` ADD `more_{number}` text;"


def _new_table(name: str, tables: dict[str, Any]) -> str:
    parent = f"table_{len(tables) - 1}" if len(tables) % 10 else None
    columns = {"id": {"name": "id", "type": "integer", "primaryKey": True, "notNull": True, "autoincrement": True}}
    columns |= {f"c{n}": {"name": f"c{n}", "type": ("text", "integer", "real")[n % 3], **_COLUMN} for n in range(8)}
    keys, reference = {}, ""
    if parent:
        columns["parent_id"] = {"name": "parent_id", "type": "integer", **_COLUMN}
        keys["fk"] = {
            "name": "fk",
            "tableFrom": name,
            "tableTo": parent,
            "columnsFrom": ["parent_id"],
            "columnsTo": ["id"],
            "onDelete": "cascade",
            "onUpdate": "no action",
        }
        reference = f",\n\t`parent_id` integer,\n\tFOREIGN KEY (`parent_id`) REFERENCES `{parent}`(`id`) ON UPDATE no action ON DELETE cascade"
    indexes = {f"{name}_i": {"name": f"{name}_i", "columns": ["c0", "c1"], "isUnique": False}}
    tables[name] = {
        "name": name,
        "columns": columns,
        "indexes": indexes,
        "foreignKeys": keys,
        "compositePrimaryKeys": {},
        "uniqueConstraints": {},
        "checkConstraints": {},
    }
    body = ",\n".join(f"\t`c{n}` {('text', 'integer', 'real')[n % 3]}" for n in range(8))
    return (
        f"CREATE TABLE `{name}` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n{body}{reference}\n);\n--> statement-breakpoint\n"
        f"CREATE INDEX `{name}_i` ON `{name}` (`c0`,`c1`);"
    )


def without_new(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The base: the same without the last migrations."""
    kept = {path: content for path, content in files.items() if not any(f"/{n:04}_" in path for n in range(MIGRATIONS - NEW, MIGRATIONS))}
    journal = json.loads(files["drizzle/meta/_journal.json"])
    journal["entries"] = journal["entries"][:-NEW]
    return kept | {"drizzle/meta/_journal.json": json.dumps(journal, indent=2).encode()}
