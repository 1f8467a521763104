"""Where deployed code asks for a table or column: the same queries that drizzle-orm writes it into, and nothing that only has the same name."""

import json
import subprocess
from collections.abc import Mapping

import pytest

from hooks.chain.deployed_reads import places
from tests.conftest import NODE_MODULES
from tests.hooks.chains import project

TABLES = """
const posts = sqliteTable("posts", { id: integer("id").primaryKey(), title: text("headline"), body: text("body"), author: integer("author") });
const users = sqliteTable("users", { id: integer("id").primaryKey(), name: text("name"), boss: integer("boss") });
"""
RELATIONS = """
const userRelations = relations(users, ({ one, many }) => ({ posts: many(posts), chief: one(users, { fields: [users.boss], references: [users.id] }) }));
const postRelations = relations(posts, ({ one }) => ({ writer: one(users, { fields: [posts.author], references: [users.id] }) }));
"""
SCHEMA = 'import { relations } from "drizzle-orm";\nimport { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";\n' + (TABLES + RELATIONS).replace(
    "\nconst", "\nexport const"
)
USED = """import { posts, users } from "@defs";
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { db } from "edgespark";
"""
INDEX = 'import * as tables from "./db_schema";\nexport * from "./db_schema";\nexport const drizzleSchema = { ...tables };\n'


def code(**modules: str) -> dict[str, bytes]:
    files = {"edgespark.toml": "", "src/defs/db_schema.ts": SCHEMA, "src/defs/index.ts": INDEX}
    files |= {f"src/{name}.ts": text for name, text in modules.items()}
    return {path: text.encode() for path, text in files.items()}


def found(files: Mapping[str, bytes], table: str, column: str = "") -> list[str]:
    return [f"{place.path.removeprefix('src/')}:{place.line}" for place in places(project(files), table, column)]


QUERIES = (
    "db.select().from(posts)",
    "db.select({ id: posts.id }).from(posts)",
    "db.select({ id: posts.id, t: posts.title }).from(posts)",
    "db.select({ id: posts.id }).from(posts).where(eq(posts.title, 'x'))",
    "db.select({ id: posts.id }).from(posts).orderBy(posts.title)",
    "db.select({ post: posts }).from(posts)",
    "db.select({ posts }).from(posts)",
    "db.selectDistinct().from(users).where(eq(users.id, 1)).leftJoin(posts, eq(posts.author, users.id))",
    "db.select({ id: users.id }).from(users).innerJoin(posts, eq(posts.author, users.id))",
    "db.select(getTableColumns(posts)).from(posts)",
    "db.select({ body: getTableColumns(posts).body }).from(posts)",
    "db.select({ t: getTableColumns(posts).title }).from(posts)",
    "db.select({ ...getTableColumns(posts) }).from(posts)",
    "db.select({ n: sql`count(*)` }).from(posts)",
    "db.select({ n: sql`max(${posts.title})` }).from(posts)",
    "db.select({ n: sql`(select count(*) from ${posts})` }).from(users)",
    "db.insert(posts).values({ id: 1 })",
    "db.insert(posts).values({ title: 'x' }).returning({ id: posts.id })",
    "db.update(posts).set({ title: 'x' })",
    "db.update(posts).set({ body: 'x' }).where(eq(posts.id, 1))",
    "db.update(posts).set({ ...{ title: 'x' } }).where(eq(posts.id, 1))",
    "db.update(posts).set({ body: 'x' }).where(eq(posts.id, 1)).returning()",
    "db.update(posts).set({ body: 'x' }).returning({ id: posts.id })",
    "db.delete(posts).where(eq(posts.id, 1))",
    "db.delete(posts).returning()",
    "(() => { const { title } = posts; return db.select({ id: posts.id }).from(posts).where(eq(title, 'x')); })()",
    "(() => { const p = posts; return db.select({ t: p.title }).from(p); })()",
    "(() => { const { title, ...rest } = getTableColumns(posts); return db.select(rest).from(posts); })()",
    "(() => { const { body, ...rest } = getTableColumns(posts); return db.select(rest).from(posts); })()",
    "(() => { const changes = {}; changes.title = 'x'; return db.update(posts).set(changes); })()",
    "(() => { const changes = { body: 'x' }; return db.update(posts).set(changes); })()",
    "(() => { let q = db.select().from(users).$dynamic(); q = q.leftJoin(posts, eq(posts.author, users.id)); return q; })()",
    "(() => { const p = alias(posts, 'p'); return db.select({ t: p.title }).from(p); })()",
    "(() => { const p = alias(posts, 'p'); return db.select({ id: p.id }).from(p); })()",
    "(() => { const p = alias(posts, 'p'); return db.select().from(p); })()",
    "db.query.posts.findMany()",
    "db.query.posts.findFirst({ columns: { id: true } })",
    "db.query.posts.findMany({ columns: { id: true, title: true } })",
    "db.query.posts.findMany({ columns: { body: false } })",
    "db.query.posts.findMany({ columns: { title: false } })",
    "db.query.posts.findMany({ columns: { id: true }, where: eq(posts.title, 'x') })",
    "db.query.posts.findMany({ columns: { id: true }, where: (p, { eq }) => eq(p.title, 'x') })",
    "db.query.posts.findMany({ columns: { id: true }, where: ({ title }, { eq }) => eq(title, 'x') })",
    "db.query.posts.findMany({ columns: { id: true }, orderBy: (p, { desc }) => [desc(p.title)] })",
    "db.query.posts.findMany({ columns: { id: true }, orderBy: (p, { desc }) => [desc(p.id)] })",
    "db.query.users.findMany()",
    "db.query.users.findMany({ with: { posts: true } })",
    "db.query.users.findMany({ with: { posts: { columns: { body: true } } } })",
    "db.query.users.findMany({ with: { chief: { with: { posts: true } } } })",
    "db.query.users.findMany({ with: { chief: true } })",
    "db.query.posts.findMany({ columns: { id: true }, with: { writer: { with: { posts: true } } } })",
    "(() => { const q = db.query.posts; return q.findMany(); })()",
)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The SQL that the real drizzle-orm makes of each query."""
    script = f"""
const {{ drizzle }} = require("drizzle-orm/d1"), {{ alias, integer, sqliteTable, text }} = require("drizzle-orm/sqlite-core");
const {{ and, eq, getTableColumns, relations, sql }} = require("drizzle-orm");
{TABLES}{RELATIONS}
const db = drizzle({{ prepare: (sql) => ({{ sql }}) }}, {{ schema: {{ posts, users, userRelations, postRelations }} }});
const queries = {{{", ".join(f"{json.dumps(query)}: {query}" for query in QUERIES)}}};
console.log(JSON.stringify(Object.fromEntries(Object.entries(queries).map(([text, query]) => [text, query.toSQL().sql]))));
"""
    done = subprocess.run(["node", "-e", script], cwd=NODE_MODULES.parent, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.node
@pytest.mark.parametrize(("name", "asked"), [("headline", ("posts", "headline")), ("posts", ("posts",))])
def test_a_query_is_judged_as_the_sql_says_that_drizzle_makes_of_it(written: dict[str, str], name: str, asked: tuple[str, ...]) -> None:
    told = {query: bool(found(code(index=f"{USED}export const asked = {query};\n"), *asked)) for query in QUERIES}
    assert told == {query: f'"{name}"' in written[query] for query in QUERIES}


TITLE = ("posts", "headline")
DB = 'import { db } from "edgespark";\n'


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        pytest.param({"index": 'import * as schema from "./defs";\nuse(schema.posts.title);'}, ["index.ts:2"], id="a namespace"),
        pytest.param({"index": 'import { posts as p } from "@defs";\nuse(p.title);'}, ["index.ts:2"], id="an aliased import"),
        pytest.param({"index": 'import { posts } from "./defs/index";\nconst { title: t } = posts;\nuse(t);'}, ["index.ts:3"], id="destructured"),
        pytest.param({"index": 'import { posts } from "./defs/db_schema";\nconst t = posts;\nuse(t["title"]);'}, ["index.ts:3"], id="a local alias"),
        pytest.param({"index": 'import { drizzleSchema } from "@defs";\nuse(drizzleSchema.posts.title);'}, ["index.ts:2"], id="inside another object"),
        pytest.param({"tables": 'export { posts as p } from "@defs";', "index": 'import { p } from "./tables";\nuse(p.title);'}, ["index.ts:2"], id="a barrel"),
        pytest.param({"index": 'const { posts } = await import("@defs");\nuse(posts.title);'}, ["index.ts:2"], id="a dynamic import"),
        pytest.param(
            {"index": 'import { posts } from "@defs";\nfunction f(t) {\n  use(t.title);\n}\nf(posts);'}, ["index.ts:3"], id="given to a function of one's own"
        ),
        pytest.param(
            {"index": f'{DB}import {{ posts }} from "@defs";\nconst fresh = {{ ...given, title: "x" }};\ndb.update(posts)\n  .set(fresh);'},
            ["index.ts:3"],
            id="written by an UPDATE",
        ),
        pytest.param(
            {
                "index": 'import { posts } from "@defs";\nuse(posts.title, posts.title);\nuse(posts.title as never);',
                "more": 'import { posts } from "@defs";posts.title;',
            },
            ["index.ts:2", "index.ts:3", "more.ts:1"],
            id="each line once",
        ),
    ],
)
def test_found_where_it_is_used(modules: dict[str, str], expected: list[str]) -> None:
    assert found(code(**modules), *TITLE) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { posts } from "@defs";\nfunction f(posts) { use(posts.title); }', id="shadowed"),
        pytest.param("const posts = fetched();\nuse(posts.title);", id="another thing of that name"),
        pytest.param('import { posts } from "./feed";\nuse(posts.title);', id="from another module"),
        pytest.param('import { users } from "@defs";\nuse(users.posts.title, api.posts.title);', id="a property of another object"),
        pytest.param('import { posts } from "@defs";\ntype Title = typeof posts.title;\ntype Post = typeof posts.$inferSelect;', id="types"),
        pytest.param('import type { posts } from "@defs";\nexport type P = typeof posts;', id="a type import"),
        pytest.param('import { posts } from "@defs";\n// posts.title\nconst s = "posts.title";', id="comments and texts"),
        pytest.param('import { posts } from "@defs";\nconst unused = posts.title;\nexport const z = createInsertSchema(posts);', id="not asked for"),
        pytest.param(f'{DB}import {{ posts }} from "@defs";\ndb.update(posts).set(await body());', id="what an UPDATE writes is not known"),
        pytest.param("const db = other();\ndb.query.posts.findMany();", id="another database"),
        pytest.param(f"{DB}const q = {{ with: {{ chief: q }} }};\ndb.query.users.findMany(q);", id="a configuration that holds itself"),
    ],
)
def test_silent(text: str) -> None:
    assert found(code(index=text), *TITLE) == []


def test_a_column_that_every_update_writes() -> None:
    asked = f'{DB}import {{ posts }} from "@defs";\ndb.update(posts).set({{ body: "x" }});'
    stamped = SCHEMA.replace('text("headline")', 'text("headline").$onUpdate(() => "now")')
    assert found(code(index=asked), *TITLE) == []
    assert found(code(index=asked) | {"src/defs/db_schema.ts": stamped.encode()}, *TITLE) == ["index.ts:3"]


def test_types_of_a_table_are_no_use_of_it() -> None:
    assert found(code(index='import { posts } from "@defs";\nexport type Post = typeof posts.$inferSelect;\nuse(posts);'), "posts") == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        pytest.param("nowhere", "", id="no such table"),
        pytest.param("posts", "nowhere", id="no such column"),
        pytest.param("made", "n", id="made by a function"),
    ],
)
def test_what_the_base_does_not_declare_in_so_many_words(table: str, column: str) -> None:
    made = 'const make = (name: string) => sqliteTable(name, { n: integer("n") });\nexport const made = make("made");\nexport const other = make("other");\n'
    files = code(index='import { made, other } from "@defs";\nuse(other.n);') | {"src/defs/db_schema.ts": (SCHEMA + made).encode()}
    assert found(files, table, column) == []
