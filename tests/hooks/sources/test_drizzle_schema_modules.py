"""Several modules: what each import and export form brings, and which files take part."""

import pytest

from hooks.errors import NoVerdict
from tests.hooks.sources.declaring import ENTRY, IMPORTS, problems, read, sure

_CORE = 'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
_USERS = _CORE + 'export const users = sqliteTable("users", { id: text() });\nexport default sqliteTable("default", { id: text() });\n'


def tables(text: str, others: dict[str, str | bytes]) -> list[str]:
    """The names of the declared tables, sorted."""
    found = read(text, others)
    assert found.problems == ()
    return sorted(found.schema.tables)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param('export * from "./users";', ["users"], id="star, without the default"),
        pytest.param('export { users } from "./users";', ["users"], id="named"),
        pytest.param('export { users as x, default } from "./users";', ["default", "users"], id="renamed, default"),
        pytest.param('export { default as users } from "./users.js";', ["default"], id="as .js"),
        pytest.param('export * as all from "./users";', [], id="star as one object"),
        pytest.param('import { users } from "./users"; export { users };', ["users"], id="imported, then exported"),
        pytest.param('import d, { users as u } from "./users"; export { d, u };', ["default", "users"], id="default and alias"),
        pytest.param('import * as all from "./users"; export const { users } = all;', ["users"], id="namespace, destructured"),
        pytest.param('import * as all from "./users"; export const x = all.default;', ["default"], id="member of a namespace"),
        pytest.param('import all = require("./users"); export const x = all.users;', ["users"], id="import require"),
        pytest.param('import { users } from "./users"; export const x = 1;', [], id="imported only"),
        pytest.param('export type { users } from "./users"; export type * from "./users";', [], id="as types only"),
        pytest.param('export { type users } from "./users";', [], id="as a type among values"),
        pytest.param('export * from "./users"; export * from "./users";', ["users"], id="twice"),
    ],
)
def test_tables_come_through_every_form_of_export(text: str, names: list[str]) -> None:
    assert tables(text, {"users.ts": _USERS}) == names


@pytest.mark.parametrize(
    ("name", "others"),
    [
        pytest.param("./users", {"users.ts": _USERS}, id="extension left out"),
        pytest.param("./users", {"users/index.ts": _USERS}, id="directory"),
        pytest.param("./users.js", {"users.ts": _USERS}, id="as compiled"),
        pytest.param("./users", {"users.tsx": _USERS}, id="TSX"),
        pytest.param("../users", {"../users.ts": _USERS}, id="above"),
        pytest.param("../__generated__/sys_schema", {"../__generated__/sys_schema.ts": _USERS}, id="generated"),
        pytest.param("@/users", {"users.ts": _USERS, "../../tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/defs/*"]}}}'}, id="alias"),
        pytest.param("users", {"users.ts": _USERS, "../../tsconfig.json": '{"compilerOptions": {"paths": {"*": ["./src/defs/*"]}}}'}, id="alias of everything"),
        pytest.param(
            "src/defs/users", {"users.ts": _USERS, "../../tsconfig.json": '{ /* c */ "compilerOptions": { "baseUrl": "." }, } // end'}, id="base URL, comments"
        ),
        pytest.param(
            "~users",
            {
                "users.ts": _USERS,
                "../../tsconfig.json": '{"extends": "./configs/base"}',
                "../../configs/base.json": '{"compilerOptions": {"paths": {"~users": ["../nowhere", "../src/defs/users"]}}}',
            },
            id="inherited alias, second target",
        ),
    ],
)
def test_a_module_is_found_as_typescript_finds_it(name: str, others: dict[str, str | bytes]) -> None:
    assert tables(f'export {{ users }} from "{name}";', others) == ["users"]


def test_an_alias_of_everything_hides_no_package() -> None:
    others: dict[str, str | bytes] = {"../../tsconfig.json": '{"compilerOptions": {"paths": {"*": ["./*"]}}}'}
    assert tables(f'{IMPORTS}import {{ id }} from "@acme/ids"; export const t = sqliteTable("t", {{ a: text().$defaultFn(id) }});', others) == ["t"]


def test_every_module_that_took_part_is_named() -> None:
    others: dict[str, str | bytes] = {"users.ts": 'export * from "./deep";', "deep.ts": _USERS, "types.ts": "export type T = 1;", "apart.ts": _USERS}
    found = sure('export * from "./users"; import { T } from "./types"; export type U = T;', others)
    assert found.files == (ENTRY, "server/src/defs/users.ts", "server/src/defs/deep.ts")


def test_modules_may_import_each_other() -> None:
    posts = _CORE + 'import { users } from "./db_schema";\nexport const posts = sqliteTable("posts", { user: text().references(() => users.id) });'
    text = 'export const users = sqliteTable("users", { id: text(), post: text().references(() => posts.user) });'
    found = read(f'import {{ posts }} from "./posts";\nexport * from "./posts";\n{_CORE}{text}', {"posts.ts": posts})
    assert found.problems == ()
    assert sorted(found.schema.tables["users"].foreign_keys) == ["users_post_posts_user_fk"]
    assert sorted(found.schema.tables["posts"].foreign_keys) == ["posts_user_users_id_fk"]


def test_a_name_that_a_circle_of_imports_needs_too_early_is_a_problem() -> None:
    posts = 'import { name } from "./db_schema";\nexport const label = name + "x";'
    found = read('import { label } from "./posts";\nexport const name = "a"; export const x = label;', {"posts.ts": posts})
    assert [problem.message for problem in found.problems] == ['"name" of "server/src/defs/db_schema.ts" is used before it is defined']


def test_an_own_export_hides_that_of_a_star_and_the_first_star_wins() -> None:
    others: dict[str, str | bytes] = {
        "a.ts": _CORE + 'export const x = sqliteTable("a_x", {}); export const y = sqliteTable("a_y", {});',
        "b.ts": _CORE + 'export const x = sqliteTable("b_x", {}); export const y = sqliteTable("b_y", {}); export const z = sqliteTable("b_z", {});',
    }
    assert tables(f'export * from "./a"; export * from "./b"; {_CORE} export const x = sqliteTable("x", {{}});', others) == ["a_y", "b_z", "x"]


def test_data_may_come_from_json() -> None:
    others: dict[str, str | bytes] = {"names.json": b'\xef\xbb\xbf{"table": "users", "columns": ["a"]}'}
    imports = f'import names, {{ columns }} from "./names.json" with {{ type: "json" }};\n{_CORE}'
    found = read(f"{imports}export const t = sqliteTable(names.table, {{ [columns[0]]: text() }});", others)
    assert (found.problems, list(found.schema.tables["users"].columns)) == ((), ["a"])


def test_builders_may_be_imported_under_other_names() -> None:
    text = (
        'import * as core from "drizzle-orm/sqlite-core"; import { sqliteTable as table, type AnySQLiteColumn } from "drizzle-orm/sqlite-core";'
        " const { text: string } = core; export const t = table('t', { a: string(), b: core.integer() });"
    )
    found = read(text)
    assert (found.problems, list(found.schema.tables["t"].columns)) == ((), ["a", "b"])


def test_a_module_that_only_types_are_taken_from_need_not_exist() -> None:
    text = 'import { Gone } from "./gone"; import type { Also } from "./also_gone";\n'
    assert read(f'{text}{IMPORTS}export const t = sqliteTable("t", {{ a: text().$type<Gone | Also>() }});').problems == ()


@pytest.mark.parametrize(
    ("text", "others", "problem"),
    [
        pytest.param('import { x } from "./gone"; export const y = x;', {}, ("1:19", 'cannot find the module "./gone"'), id="missing module"),
        pytest.param('export * from "./gone";', {}, ("1:15", 'cannot find the module "./gone"'), id="missing star"),
        pytest.param(
            'import { x } from "./m"; export const t = sqliteTable("t", { a: x() });', {"m.ts": ""}, ("1:65", '"x" is not a function'), id="missing export"
        ),
        pytest.param("export const a = 1; export { a };", {}, ("1:30", '"a" is exported twice'), id="exported twice"),
    ],
)
def test_what_is_missing_is_a_problem_at_its_place(text: str, others: dict[str, str | bytes], problem: tuple[str, str]) -> None:
    assert problem in problems(text, others)


def test_a_damaged_tsconfig_is_named_where_an_alias_needs_it() -> None:
    with pytest.raises(NoVerdict) as reason:
        read('export * from "@/users";', {"users.ts": _USERS, "../../tsconfig.json": '{"compilerOptions": '})
    assert reason.value.location.path == "server/tsconfig.json"


def test_a_syntax_error_in_another_module_is_a_problem_there() -> None:
    found = read('export * from "./users"; export * from "./fine";', {"users.ts": "export const = 1;", "fine.ts": _USERS})
    assert [(problem.location.path, problem.location.line) for problem in found.problems][-1] == ("server/src/defs/users.ts", 1)
    assert (list(found.schema.tables), found.schema.complete) == (["users"], False)
