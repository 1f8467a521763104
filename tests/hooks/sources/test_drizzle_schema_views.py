"""Views: what drizzle's query builder makes of a query, measured with drizzle-kit 0.31."""

import pytest

from hooks.sources.schema import View
from tests.hooks.sources.declaring import problems, sure

_TABLES = """
export const users = sqliteTable("users", { id: integer(), name: text("full"), big: numeric({ mode: "bigint" }), at: integer({ mode: "timestamp" }) });
export const posts = sqliteTable("posts", { id: integer(), user: integer("user_id") });
"""


@pytest.mark.parametrize(
    ("view", "definition"),
    [
        pytest.param(
            'sqliteView("v").as((qb) => qb.select().from(users))', 'select "id", "full", cast("big" as text), "at" from "users"', id="all columns of one table"
        ),
        pytest.param(
            'view("v").as((qb) => qb.select({ n: users.name, c: count().as("c") }).from(users).where(eq(users.name, "it\'s")).groupBy(users.name)'
            ".having(gt(count(), 1)).orderBy(desc(users.name)).limit(10).offset(5))",
            'select "full", count(*) as "c" from "users" where "users"."full" = \'it\'\'s\' group by "users"."full" having count(*) > 1'
            ' order by "users"."full" desc limit 10 offset 5',
            id="every clause, values written out",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => qb.select({ u: users.id, p: posts.id }).from(users).leftJoin(posts, eq(posts.user, users.id)))',
            'select "users"."id", "posts"."id" from "users" left join "posts" on "posts"."user_id" = "users"."id"',
            id="join",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => { const other = alias(users, "other"); return qb.select({ a: other.id }).from(other); })',
            'select "id" from "users" "other"',
            id="alias",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => { const inner = qb.select({ n: sql`1`.as("n") }).from(users).as("inner"); return qb.select().from(inner); })',
            'select "n" from (select 1 as "n" from "users") "inner"',
            id="subquery",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => { const w = qb.$with("w").as(qb.select({ id: users.id }).from(users)); return qb.with(w).select().from(w); })',
            'with "w" as (select "id" from "users") select "id" from "w"',
            id="with",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => unionAll(qb.select({ id: users.id }).from(users), qb.select({ id: posts.id }).from(posts)))',
            'select "id" from "users" union all select "id" from "posts"',
            id="union",
        ),
        pytest.param(
            'sqliteView("v").as((qb) => qb.select({ id: users.id }).from(users).where(and(gt(users.at, new Date(5500)), eq(users.big, 7n))))',
            'select "id" from "users" where ("users"."at" > 5 and "users"."big" = \'7\')',
            id="values go through their column",
        ),
        pytest.param(
            'sqliteView("v", { a: integer() }).as(sql`select ${users.id} as a from ${users} where ${users.name} <> ${"x"}`)',
            'select "users"."id" as a from "users" where "users"."full" <> \'x\'',
            id="written as SQL",
        ),
    ],
)
def test_a_view_has_the_definition_that_drizzle_writes(view: str, definition: str) -> None:
    found = sure(f"{_TABLES}export const v = {view};").schema.views["v"]
    assert found._replace(location=None) == View("v", definition)


def test_a_view_that_exists_already_has_no_definition() -> None:
    found = sure('export const v = sqliteView("v", { a: text() }).existing();').schema.views["v"]
    assert found._replace(location=None) == View("v", None, existing=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            'export const a = sqliteView("v", {}).as(sql`1`); export const b = sqliteView("v", {}).as(sql`2`);',
            'two views are named "v": drizzle-kit refuses that',
            id="of one name",
        ),
        pytest.param(
            f'{_TABLES.replace(chr(10), "")}export const v = sqliteView("v").as((qb) => qb.select({{ x: posts.id }}).from(users));',
            'the query selects "posts"."id", but does not read "posts"',
            id="column of a table that is not read",
        ),
        pytest.param(
            'export const t = sqliteTable("t", {}); export const v = sqliteView("v").as((qb) => qb.select({ n: sql`1` }).from(t));',
            '"n" is an expression without a name: give it one with ".as(…)"',
            id="expression without a name",
        ),
    ],
)
def test_a_view_that_drizzle_refuses_is_a_problem(text: str, message: str) -> None:
    assert [found for _place, found in problems(text)] == [message]
