"""Ways in which people write schemas, each a module of its own; the generator does not come up with them."""

IMPORTS = """import {
  alias, blob, check, customType, foreignKey, index, integer, numeric, primaryKey, real, sqliteTable, sqliteTableCreator, sqliteView, text, unique, uniqueIndex,
  type AnySQLiteColumn,
} from "drizzle-orm/sqlite-core";
import { and, asc, desc, eq, getTableColumns, or, relations, sql } from "drizzle-orm";
"""

KNOWN = {
    "fn param names": """
const cols = (p: string) => ({ [`${p}_id`]: text(`${p}_id`).primaryKey(), at: integer(`${p}At`) });
export const a = sqliteTable('a', { ...cols('a') });
export const b = sqliteTable('b', cols('b'));
""",
    "ref bracket": """
export const u = sqliteTable('u', { id: text().primaryKey() });
export const p = sqliteTable('p', { u: text().references(() => u['id'] as AnySQLiteColumn) });
""",
    "destructured obj": """
export const { a, b } = { a: sqliteTable('a', { x: text() }), b: sqliteTable('b', { y: text() }) };
""",
    "destructured arr": """
export const [a, b] = ['a', 'b'].map((n) => sqliteTable(n, { x: text() }));
""",
    "factory": """
const make = <T extends string>(n: T, extra = {}) => sqliteTable(n, { id: integer().primaryKey(), ...extra });
export const a = make('a');
export const b = make('b', { z: text() });
""",
    "cond extra": """
const on = process.env.X === 'never';
export const a = sqliteTable('a', { x: text() }, (t) => [index('i').on(t.x), ...(false ? [index('j').on(t.x)] : [])]);
""",
    "opts": """
type O = { name: string; len?: number };
const str = ({ name, len = 10 }: O) => text(name, { length: len });
export const a = sqliteTable('a', { x: str({ name: 'x' }), y: str({ name: 'y', len: 3 }) });
""",
    "raw const": """
const N = 5; const T = 'tbl';
export const a = sqliteTable('a', { x: integer().default(sql.raw(`${N}`)), y: text().default(sql`(${sql.raw(T)})`) });
""",
    "map entries": """
const m = new Map([['x', text()], ['y', text('why')]]);
export const a = sqliteTable('a', Object.fromEntries(m));
""",
    "foreach": """
const c: Record<string, any> = {};
['x', 'y'].forEach((k, i) => { c[k] = integer(`${k}${i}`).notNull(); });
export const a = sqliteTable('a', c);
""",
    "while loop": """
const c: any = {};
let i = 0;
while (i < 3) { c['c' + i] = text(); i++; }
export const a = sqliteTable('a', c);
""",
    "switch helper": """
function col(kind: 'a' | 'b') { switch (kind) { case 'a': return text(); case 'b': return integer(); default: throw new Error('x'); } }
export const a = sqliteTable('a', { x: col('a'), y: col('b') });
""",
    "idx helper": """
const idx = (t: any, ...keys: string[]) => index(`${'a'}_${keys.join('_')}_idx`).on(...(keys.map((k) => t[k]) as [any]));
export const a = sqliteTable('a', { x: text(), y: text() }, (t) => [idx(t, 'x', 'y')]);
""",
    "recursion": """
const f = (n: number): any => (n === 0 ? {} : { ...f(n - 1), [`c${n}`]: text() });
export const a = sqliteTable('a', f(3));
""",
    "enum values": """
enum S { A = 'x', B = 'y' }
export const a = sqliteTable('a', { s: text({ enum: Object.values(S) as [string, ...string[]] }).default(S.B).notNull() });
""",
    "const enum": """
const enum S { A = 'x' }
export const a = sqliteTable('a', { s: text().default(S.A) });
""",
    "keyof": """
const ROLE = { admin: 'ADMIN', user: 'USER' } as const;
type R = (typeof ROLE)[keyof typeof ROLE];
export const a = sqliteTable('a', { r: text().$type<R>().default(ROLE.user).notNull() });
""",
    "namespace": """
namespace T { export const name = 'zed'; }
export const a = sqliteTable(T.name, { r: text() });
""",
    "annotated": """
import type { SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
export const a: SQLiteTableWithColumns<any> = sqliteTable('a', { r: text() });
""",
    "same builder two names": """
const t0 = text().notNull();
export const a = sqliteTable('a', { x: t0, y: t0 });
""",
    "column override": """
const base = { x: text(), y: text() };
export const a = sqliteTable('a', { ...base, x: integer() });
""",
    "omit": """
const base = { x: text(), y: text(), z: real() };
const { y, ...rest } = base;
export const a = sqliteTable('a', rest);
""",
    "delete": """
const base: any = { x: text(), y: text() };
delete base.y;
export const a = sqliteTable('a', base);
""",
    "alias tbl": """
export const u = sqliteTable('u', { id: text() });
export const parent = alias(u, 'parent');
""",
    "view select cols": """
export const u = sqliteTable('u', { id: text(), n: text('nm') });
const { n, ...c } = getTableColumns(u);
export const v = sqliteView('v').as((qb) =>
  qb.select({ ...c, up: sql<string>`upper(${u.n})`.as('up') }).from(u).where(eq(u.id, 'a')));
""",
    "view with": """
export const u = sqliteTable('u', { id: text() });
export const v = sqliteView('v').as((qb) => { const s = qb.$with('s').as(qb.select().from(u)); return qb.with(s).select().from(s); });
""",
    "view sub": """
export const u = sqliteTable('u', { id: text() });
export const v = sqliteView('v').as((qb) => { const s = qb.select().from(u).as('s'); return qb.select({ x: s.id }).from(s).orderBy(asc(s.id)); });
""",
    "view union": """
import { union } from 'drizzle-orm/sqlite-core';
export const u = sqliteTable('u', { id: text() });
export const v = sqliteView('v').as((qb) => qb.select().from(u).union(qb.select().from(u)));
""",
    "check ops": """
export const u = sqliteTable('u', { n: integer() }, (t) => [check('c', sql`${t.n} between ${1} and ${10}`), check('d', or(eq(t.n, 1), eq(t.n, 2))!)]);
""",
    "generated fn": """
export const u: any = sqliteTable('u', { a: text(), b: text().generatedAlwaysAs((): any => sql`upper(${u.a})`, { mode: 'stored' }) });
""",
    "json default": """
const D = { theme: 'dark', tags: ['a'] };
export const u = sqliteTable('u', { a: text({ mode: 'json' }).$type<typeof D>().default(D).notNull(), b: text().default(JSON.stringify(D)) });
""",
    "date default": """
export const u = sqliteTable('u', { a: integer({ mode: 'timestamp' }).default(new Date('2024-01-01')),
  b: integer({ mode: 'timestamp_ms' }).default(new Date(1e12)) });
""",
    "optional chain": """
const cfg: { prefix?: string } | undefined = undefined;
export const u = sqliteTable(`${cfg?.prefix ?? 'app'}_u`, { a: text() });
""",
    "pk name": """
export const u = sqliteTable('u', { a: text(), b: text() }, (t) => ({ pk: primaryKey({ name: 'my_pk', columns: [t.a, t.b] }) }));
""",
    "self fk": """
export const u = sqliteTable('u', { id: integer().primaryKey(), parent: integer() }, (t) => [
  foreignKey({ columns: [t.parent], foreignColumns: [t.id], name: 'self' }).onDelete('cascade')]);
""",
    "creator project": """
const app = sqliteTableCreator((n) => `proj_${n}`);
export const u = app('u', { id: text() });
export const p = app('p', { u: text().references(() => u.id) });
""",
    "label": """
export const u = sqliteTable('u', { a: text() });
export type U = typeof u.$inferSelect;
export const isU = (x: unknown): x is U => typeof x === 'object';
""",
    "overload": """
function c(n: string): any;
function c(n: string, l: number): any;
function c(n: string, l?: number) { return l === undefined ? text(n) : text(n, { length: l }); }
export const u = sqliteTable('u', { a: c('a'), b: c('b', 4) });
""",
    "async export": """
export const u = sqliteTable('u', { a: text() });
export async function get() { const { drizzle } = await import('drizzle-orm/d1'); return drizzle; }
""",
    "try": """
let n = 'a';
try { n = JSON.parse('"b"'); } catch { n = 'c'; }
export const u = sqliteTable('u', { [n]: text() });
""",
    "iife module": """
const s = (() => { const users = sqliteTable('users', { id: text() });
  const posts = sqliteTable('posts', { u: text().references(() => users.id) }); return { users, posts }; })();
export const users = s.users, posts = s.posts;
""",
    "pick columns": """
const pick = <T extends object, K extends keyof T>(o: T, ...k: K[]) => Object.fromEntries(k.map((x) => [x, o[x]])) as Pick<T, K>;
const all = { a: text(), b: text(), c: text() };
export const u = sqliteTable('u', pick(all, 'a', 'c'));
""",
    "sorted": """
export const u = sqliteTable('u', Object.fromEntries(['b', 'a'].sort().map((k) => [k, text(k)])));
""",
    "regex": """
export const u = sqliteTable('myTable'.replace(/[A-Z]/g, (m) => '_' + m.toLowerCase()), { a: text() });
""",
    "bigint mode": """
export const u = sqliteTable('u', { a: blob({ mode: 'bigint' }).$default(() => 1n), b: numeric({ mode: 'bigint' }) });
""",
    "unique fn": """
export const u = sqliteTable('u', { a: text(), b: text() }, (t) => ({ x: unique().on(t.a, t.b), y: unique('named').on(t.b) }));
""",
    "two creators schema": """
export const u = sqliteTable('u', { a: text() }, () => []);
export const w = sqliteTable('w', { a: text() }, () => ({}));
""",
    "a package told of the moment": """
import { configure, freeze } from 'some-package';
configure(process.env.LEVEL ?? 'info', typeof window === 'undefined');
freeze(level() !== 'loud');
function level(): string | undefined { return process.env['LEVEL']; }
export const t = sqliteTable('t', { a: text() });
""",
    "repeated text": """
export const t = sqliteTable('t'.repeat(3), { a: text('a'.repeat(0) + 'b'.repeat(1.9)).default('é'.repeat(2)) });
""",
}
"""What can be told without running the module."""
UNKNOWN = {
    "env default": """
export const u = sqliteTable('u', { a: text().default(process.env.NODE_ENV ?? 'x') });
""",
    "dialect of the run": """
const sqlite = { a: sqliteTable('a', { x: text() }) }, other = { a: 1 };
export const { a } = (process.env.DATABASE_URL ?? "").startsWith("postgres://") ? other : sqlite;
""",
    "key of the run": """
const all: any = { a: 1, [process.env.NOWHERE ?? 'a']: sqliteTable('a', { x: text() }) };
export const { a } = all;
""",
    "columns of the run": """
export const a = sqliteTable('a', { ...(process.env.NOWHERE ? { x: text() } : { y: text() }) });
""",
    "date now": """
export const u = sqliteTable('u', { a: integer().default(Date.now()) });
""",
}
"""What depends on the run: no verdict, and never a guess."""

_EMPTY = "export const t = sqliteTable('t', { a: text() });"
_MARKED_INDEX = "export const t = sqliteTable('t', { a: text() }, (t) => [index('i__added').on(t.a)]);"
MISREAD = {
    "column of every object added": (_EMPTY, "export const t = sqliteTable('t', { a: text(), constructor: text() });"),
    "column that is lost": (_EMPTY, "export const t = sqliteTable('t', { a: text(), b: text('__proto__') });"),
    "marked column altered": (
        "export const t = sqliteTable('t', { a: text(), b__added: text() });",
        "export const t = sqliteTable('t', { a: text(), b__added: integer() });",
    ),
    "marked index dropped": (_MARKED_INDEX, _EMPTY),
    "marked table altered": (
        "export const t = sqliteTable('t__deleted', { a: text() });",
        "export const t = sqliteTable('t__deleted', { a: text(), b: text() });",
    ),
    "marked view altered": (
        "export const v = sqliteView('v__added', {}).as(sql`select 1`);",
        "export const v = sqliteView('v__added', {}).as(sql`select 2`);",
    ),
}
"""What drizzle-kit answers, wrongly: it says that nothing differs, or writes SQL that nobody can want."""
