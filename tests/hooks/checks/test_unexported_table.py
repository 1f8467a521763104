"""The guestbook with one more table."""

import pytest

from hooks.checks.unexported_table import check
from hooks.finding import Diagnostic
from tests.guestbook import Guestbook

SCHEMA, POSTS = "server/src/defs/db_schema.ts", "server/src/defs/posts.ts"
IMPORT = 'import { sqliteTable, sqliteTableCreator, sqliteView, text } from "drizzle-orm/sqlite-core";\n'
TABLE = 'sqliteTable("posts", { id: text("id").primaryKey() })'
NAMED = TABLE.replace('"posts"', "NAME")
MISSING = f'the table "posts" is not exported by {SCHEMA}: drizzle-kit does not see it, so no migration makes it'


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"const posts = {TABLE};", id="not exported"),
        pytest.param(f"const posts = {TABLE};\nexport const all = {{ posts }};", id="exported inside an object only"),
        pytest.param(f"const posts = {TABLE};\nexport type Post = typeof posts.$inferSelect;", id="only its type"),
    ],
)
def test_a_table_of_the_schema_file(guestbook: Guestbook, text: str) -> None:
    last = guestbook.read(SCHEMA).count("\n") + 1
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + text)
    assert messages(guestbook) == [f"{SCHEMA}:{last}:7: {MISSING}"]


def test_a_table_of_a_file_that_nobody_exports_again(guestbook: Guestbook) -> None:
    guestbook.write(POSTS, f"{IMPORT}export const posts = {TABLE};")
    assert messages(guestbook) == [f"{POSTS}:2:14: {MISSING}"]


@pytest.mark.parametrize(
    ("more", "posts"),
    [
        pytest.param('export * from "./posts";', f"export const posts = {TABLE};", id="export star"),
        pytest.param('export { posts as articles } from "./posts";', f"export const posts = {TABLE};", id="by name"),
        pytest.param('export * from "./posts";', f"const posts = {TABLE}; export {{ posts }};", id="exported later"),
        pytest.param('export * from "./posts";', f'const NAME = "posts"; export const posts = {NAMED};', id="a name in a constant"),
        pytest.param("", f"export function made() {{ const posts = {TABLE}; return posts; }}", id="inside a function"),
        pytest.param("", 'const make = sqliteTableCreator((n) => n); export const posts = make("posts", {});', id="of a creator"),
        pytest.param("", 'export const recent = sqliteView("recent", {}).existing();', id="a view"),
        pytest.param("", "function sqliteTable2() {} // const posts = sqliteTable('posts', {})", id="a comment"),
    ],
)
def test_silent(guestbook: Guestbook, more: str, posts: str) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + more)
    guestbook.write(POSTS, IMPORT + posts)
    assert messages(guestbook) == []


@pytest.mark.parametrize("path", ["server/src/defs/posts.test.ts", "server/src/defs/__tests__/posts.ts", "server/src/posts.ts"])
def test_tables_elsewhere(guestbook: Guestbook, path: str) -> None:
    guestbook.write(path, f"{IMPORT}export const posts = {TABLE};")
    assert messages(guestbook) == []


def test_another_builder_of_that_name(guestbook: Guestbook) -> None:
    guestbook.write(POSTS, f'import {{ sqliteTable }} from "./mine";\nexport const posts = {TABLE};')
    assert messages(guestbook) == []


def test_exports_that_cannot_be_read_leave_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + 'export * from "some-package";')
    guestbook.write(POSTS, f"{IMPORT}export const posts = {TABLE};")
    (result,) = check(guestbook.project())
    assert isinstance(result, Diagnostic)
    assert result.message == 'whether db_schema.ts exports the table "posts" cannot be told: not all of its exports can be read'
