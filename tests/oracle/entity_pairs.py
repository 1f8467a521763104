"""Two bodies of a table `t` each, and what drizzle-kit 1.x says of the step between them: every kind of difference, and every kind that is none to it."""

IMPORTS = """import {
  blob, check, customType, foreignKey, index, integer, numeric, primaryKey, sqliteTable, sqliteView, text, unique, uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { and, eq, isNull, not, sql } from "drizzle-orm";
const varchar = customType<{ data: string }>({ dataType: () => "varchar(20)" });
const money = customType<{ data: number }>({ dataType: () => "money" });
export const u = sqliteTable("u", { id: integer().primaryKey(), other: integer().unique() });
"""


def _columns(text: str, extra: str = "") -> str:
    return f'export const t = sqliteTable("t", {{ id: integer(), {text} }}{f", (t) => [{extra}]" if extra else ""});\n'


_A = "a: text(), b: text()"
_PLAIN = _columns(_A)

DIFFERS = {
    "table added": ("", _PLAIN),
    "table dropped": (_PLAIN, ""),
    "column added": (_columns("a: text()"), _PLAIN),
    "column dropped": (_PLAIN, _columns("a: text()")),
    "column renamed": (_columns('a: text("x")'), _columns('a: text("y")')),
    "stored column added": (_PLAIN, _columns(f"{_A}, c: text().generatedAlwaysAs(sql`upper(a)`, {{ mode: 'stored' }})")),
    "type": (_PLAIN, _columns("a: integer(), b: text()")),
    "length": (_PLAIN, _columns("a: text({ length: 9 }), b: text()")),
    "not null": (_PLAIN, _columns("a: text().notNull(), b: text()")),
    "autoincrement": (_columns("k: integer().primaryKey()"), _columns("k: integer().primaryKey({ autoIncrement: true })")),
    "key added": (_PLAIN, _columns("a: text().primaryKey(), b: text()")),
    "key moved": (_columns("a: text().primaryKey(), b: text()"), _columns("a: text(), b: text().primaryKey()")),
    "key named": (_columns("a: text().primaryKey()"), _columns("a: text()", 'primaryKey({ columns: [t.a], name: "mine" })')),
    "key grown": (_columns(_A, "primaryKey({ columns: [t.a] })"), _columns(_A, "primaryKey({ columns: [t.a, t.b] })")),
    "default added": (_PLAIN, _columns("a: text().default('x'), b: text()")),
    "default changed": (_columns("a: text().default('x')"), _columns("a: text().default('y')")),
    "default with a backslash": (_columns("a: text().default('a\\\\b')"), _columns("a: text().default(sql`'a\\\\b'`)")),
    "number default": (_columns("a: integer().default(5)"), _columns("a: integer().default(6)")),
    "negative default": (_columns("a: integer().default(-1)"), _columns("a: integer().default(-2)")),
    "boolean to its number": (_columns("a: integer({ mode: 'boolean' }).default(true)"), _columns("a: integer().default(1)")),
    "date default": (
        _columns("a: integer({ mode: 'timestamp' }).default(new Date('2024-01-01'))"),
        _columns("a: integer({ mode: 'timestamp' }).default(new Date('2024-01-02'))"),
    ),
    "bytes default": (_columns("a: blob({ mode: 'buffer' }).default(Buffer.from('a'))"), _columns("a: blob({ mode: 'buffer' }).default(Buffer.from('b'))")),
    "numeric default": (_columns("a: numeric().default('1')"), _columns("a: numeric().default('2')")),
    "json default": (_columns("a: text({ mode: 'json' }).default({ x: 1 })"), _columns("a: text({ mode: 'json' }).default({ x: 2 })")),
    "generated": (_columns("a: text(), c: text().generatedAlwaysAs(sql`upper(a)`)"), _columns("a: text(), c: text().generatedAlwaysAs(sql`lower(a)`)")),
    "generated stored": (
        _columns("a: text(), c: text().generatedAlwaysAs(sql`upper(a)`)"),
        _columns("a: text(), c: text().generatedAlwaysAs(sql`upper(a)`, { mode: 'stored' })"),
    ),
    "no longer generated": (_columns("a: text(), c: text().generatedAlwaysAs(sql`upper(a)`)"), _columns("a: text(), c: text()")),
    "unique added": (_PLAIN, _columns("a: text().unique(), b: text()")),
    "unique dropped": (_columns("a: text().unique(), b: text()"), _PLAIN),
    "unique named": (_columns("a: text().unique()"), _columns("a: text().unique('mine')")),
    "unique order": (_columns(_A, "unique().on(t.a, t.b)"), _columns(_A, "unique().on(t.b, t.a)")),
    "unique to unique index": (_columns("a: text().unique()"), _columns("a: text()", "uniqueIndex('t_a_unique').on(t.a)")),
    "index added": (_PLAIN, _columns(_A, "index('i').on(t.a)")),
    "index dropped": (_columns(_A, "index('i').on(t.a)"), _PLAIN),
    "index renamed": (_columns(_A, "index('i').on(t.a)"), _columns(_A, "index('j').on(t.a)")),
    "check added": (_PLAIN, _columns(_A, "check('c', sql`${t.a} > 1`)")),
    "check changed": (_columns(_A, "check('c', sql`${t.a} > 1`)"), _columns(_A, "check('c', sql`${t.a} > 2`)")),
    "check spaces": (_columns(_A, "check('c', sql`${t.a} > 1`)"), _columns(_A, "check('c', sql`${t.a}  > 1`)")),
    "reference added": (_columns("a: integer()"), _columns("a: integer().references(() => u.id)")),
    "reference dropped": (_columns("a: integer().references(() => u.id)"), _columns("a: integer()")),
    "reference action": (_columns("a: integer().references(() => u.id)"), _columns("a: integer().references(() => u.id, { onDelete: 'cascade' })")),
    "reference target": (_columns("a: integer().references(() => u.id)"), _columns("a: integer().references(() => u.other)")),
    "reference named": (
        _columns("a: integer().references(() => u.id)"),
        _columns("a: integer()", "foreignKey({ columns: [t.a], foreignColumns: [u.id], name: 'f' })"),
    ),
    "view added": (_PLAIN, f"{_PLAIN}export const v = sqliteView('v').as((q) => q.select().from(t));"),
    "view changed": (
        f"{_PLAIN}export const v = sqliteView('v').as((q) => q.select().from(t));",
        f"{_PLAIN}export const v = sqliteView('v').as((q) => q.select().from(t).where(and(eq(t.a, '1'), isNull(t.b))));",
    ),
    "view existing": ("export const v = sqliteView('v', { a: text() }).as(sql`select 1`);", "export const v = sqliteView('v', { a: text() }).existing();"),
}

SAME = {
    "order of columns": (_PLAIN, _columns("b: text(), a: text()")),
    "property renamed": (_columns("a: text('x')"), _columns("z: text('x')")),
    "mode": (_columns("a: integer()"), _columns("a: integer({ mode: 'timestamp' })")),
    "enum": (_PLAIN, _columns("a: text({ enum: ['x'] }), b: text()")),
    "default of the application": (_PLAIN, _columns("a: text().$defaultFn(() => 'x'), b: text()")),
    "not null of a key": (_columns("a: text().primaryKey()"), _columns("a: text().notNull().primaryKey()")),
    "key to the third argument": (_columns("a: text().primaryKey()"), _columns("a: text()", "primaryKey({ columns: [t.a] })")),
    "key in another order": (_columns(_A, "primaryKey({ columns: [t.a, t.b] })"), _columns(_A, "primaryKey({ columns: [t.b, t.a] })")),
    "string to its sql": (_columns("a: text().default('x')"), _columns("a: text().default(sql`'x'`)")),
    "number to its sql": (_columns("a: integer().default(5)"), _columns("a: integer().default(sql`5`)")),
    "default in parentheses": (_columns("a: integer().default(sql`unixepoch()`)"), _columns("a: integer().default(sql`(unixepoch())`)")),
    "number to seconds": (_columns("a: integer().default(5)"), _columns("a: integer().default(5000)")),
    "date to its number": (_columns("a: integer({ mode: 'timestamp_ms' }).default(new Date(5000))"), _columns("a: integer().default(5000)")),
    "no default to null": (_columns("a: integer()"), _columns("a: integer().default(undefined)")),
    "unique to the third argument": (_columns("a: text().unique()"), _columns("a: text()", "unique().on(t.a)")),
    "unique named as by itself": (_columns("a: text().unique()"), _columns("a: text().unique('t_a_unique')")),
    "unique beside its index": (_columns("a: text()", "uniqueIndex('i').on(t.a)"), _columns("a: text().unique()", "uniqueIndex('i').on(t.a)")),
    "index on another column": (_columns(_A, "index('i').on(t.a)"), _columns(_A, "index('i').on(t.b)")),
    "index made unique": (_columns(_A, "index('i').on(t.a)"), _columns(_A, "uniqueIndex('i').on(t.a)")),
    "index with a condition": (_columns(_A, "index('i').on(t.a)"), _columns(_A, "index('i').on(t.a).where(sql`a > 1`)")),
    "reference to the third argument": (
        _columns("a: integer().references(() => u.id)"),
        _columns("a: integer()", "foreignKey({ columns: [t.a], foreignColumns: [u.id] })"),
    ),
    "no action said": (_columns("a: integer().references(() => u.id)"), _columns("a: integer().references(() => u.id, { onDelete: 'no action' })")),
    "existing view": ("", "export const v = sqliteView('v', { a: text() }).existing();"),
    "exported twice": (_PLAIN, f"{_PLAIN}export const again = t;"),
    "custom type": (_columns("a: varchar().default('x')"), _columns("a: varchar().default(sql`'x'`)")),
    "custom type of no kind": (_columns("a: money().default(5)"), _columns("a: money().default(sql`5`)")),
    "condition": (_columns(_A, "check('c', not(eq(t.a, t.b))!)"), _columns(_A, "check('c', sql`not (${eq(t.a, t.b)})`)")),
}

REFUSES = {
    "index of two tables": f"{_columns(_A, 'index(`i`).on(t.a)')}export const w = sqliteTable('w', {{ a: text() }}, (t) => [index('i').on(t.a)]);",
    "column twice": _columns("a: text('x'), b: text('x')"),
    "table twice": f"{_PLAIN}export const w = sqliteTable('t', {{ a: text() }});",
    "table without columns": "export const w = sqliteTable('w', {});",
    "reference twice": _columns("a: integer().references(() => u.id)", "foreignKey({ columns: [t.a], foreignColumns: [u.id] })"),
    "unique twice": _columns("a: text().unique()", "unique().on(t.a)"),
    "no constraint": _columns(_A, "{ x: index('i').on(t.a) }"),
    "number for a text": _columns("a: text().default(5 as never)"),
    "string for a blob": _columns("a: blob({ mode: 'json' }).default('x')"),
    "unknown action": _columns("a: integer().references(() => u.id, { onDelete: 'x' as never })"),
}
