"""Other packages of the workspace, and `imports` of package.json: read where it is certain which file is meant, else left alone."""

import json

import pytest

from tests.hooks.sources.declaring import read
from tests.hooks.sources.test_drizzle_schema_modules import tables

_USERS = (
    'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
    'export const users = sqliteTable("users", { id: text() });\nexport default sqliteTable("default", { id: text() });\n'
)
_TOP = "../../../"
_SHARED = f"{_TOP}packages/shared/"
_WORKSPACE = {f"{_TOP}package.json": '{"workspaces": ["packages/*"]}'}
_ASKED = {"../../package.json": '{"dependencies": {"@app/shared": "workspace:^"}}'}


def shared(**manifest: object) -> dict[str, str | bytes]:
    """The files of a repository whose server asks for the workspace's `@app/shared`, which says this of itself."""
    return {**_WORKSPACE, **_ASKED, f"{_SHARED}package.json": json.dumps({"name": "@app/shared", **manifest})}


@pytest.mark.parametrize(
    ("name", "others"),
    [
        pytest.param("@app/shared", {**shared(), f"{_SHARED}index.ts": _USERS}, id="nothing said of its entry"),
        pytest.param("@app/shared", {**shared(main="src/main"), f"{_SHARED}src/main.ts": _USERS}, id="main"),
        pytest.param("@app/shared", {**shared(exports="./a.ts"), f"{_SHARED}a.ts": _USERS}, id="one export"),
        pytest.param("@app/shared", {**shared(exports={"types": "./no.d.ts", "default": "./a.ts"}), f"{_SHARED}a.ts": _USERS}, id="conditions"),
        pytest.param("@app/shared", {**shared(exports={".": {"import": "./a.ts", "require": "./a.ts"}}), f"{_SHARED}a.ts": _USERS}, id="conditions that agree"),
        pytest.param("@app/shared/db/users", {**shared(exports={"./*": "./no/*.ts", "./db/*": "./src/*.ts"}), f"{_SHARED}src/users.ts": _USERS}, id="pattern"),
        pytest.param("@app/shared/users", {**shared(), f"{_SHARED}users.ts": _USERS}, id="file of a package without exports"),
        pytest.param(
            "@app/shared",
            {**shared(), f"{_TOP}package.json": "{}", f"{_TOP}pnpm-workspace.yaml": "packages:\n  - packages/**/*\n", f"{_SHARED}index.ts": _USERS},
            id="pnpm's list",
        ),
        pytest.param(
            "other",
            {
                f"{_TOP}package.json": '{"workspaces": {"packages": ["server", "tools/kit"]}}',
                "../../package.json": '{"devDependencies": {"other": "*"}}',
                f"{_TOP}tools/kit/package.json": '{"name": "other"}',
                f"{_TOP}tools/kit/index.ts": _USERS,
            },
            id="listed by its folder",
        ),
        pytest.param("#users", {"../../package.json": '{"imports": {"#users": "./src/users.ts"}}', "../users.ts": _USERS}, id="imports"),
        pytest.param("#db/users", {"../../package.json": '{"imports": {"#db/*": {"default": "./src/*.ts"}}}', "../users.ts": _USERS}, id="imports, pattern"),
    ],
)
def test_a_module_is_found_as_package_json_says(name: str, others: dict[str, str | bytes]) -> None:
    assert tables(f'export {{ users }} from "{name}";', others) == ["users"]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param({**shared(), "../../package.json": '{"dependencies": {"@app/shared": "^1.0.0"}}'}, id="asked of the registry"),
        pytest.param({**shared(), "../../package.json": "{}"}, id="not asked for"),
        pytest.param({**shared(), f"{_TOP}package.json": "{}"}, id="no workspace"),
        pytest.param({**shared(), f"{_TOP}package.json": '{"workspaces": ["!packages/*", "libs/*"]}'}, id="not of the workspace"),
        pytest.param({**shared(name="@app/other")}, id="of another name"),
        pytest.param(
            {**shared(), f"{_TOP}package.json": '{"workspaces": ["packages/*", "more/*"]}', f"{_TOP}more/shared/package.json": '{"name": "@app/shared"}'},
            id="two",
        ),
        pytest.param({**shared(exports={"import": "./a.ts", "require": "./index.ts"})}, id="conditions that differ"),
        pytest.param({**shared(exports={"development": "./index.ts"})}, id="a condition of its own"),
        pytest.param({**shared(exports="./dist/index.js")}, id="built, and not committed"),
        pytest.param({**shared(main="index.js")}, id="compiled beside its source, and not committed"),
        pytest.param({**shared(exports=["./index.ts"])}, id="a list of targets"),
        pytest.param({**shared(exports={"./db": "./index.ts"})}, id="not exported"),
        pytest.param({**shared(), f"{_SHARED}package.json": '{"name": '}, id="damaged package.json"),
        pytest.param({**shared(), f"{_TOP}package.json": "{}", f"{_TOP}pnpm-workspace.yaml": "packages: ["}, id="damaged list"),
    ],
)
def test_a_package_that_may_be_another_one_is_not_read(others: dict[str, str | bytes]) -> None:
    found = read('export { users } from "@app/shared";', {f"{_SHARED}index.ts": _USERS, f"{_SHARED}a.ts": _USERS, **others})
    assert [problem.message for problem in found.problems] == [
        'what "users" declares cannot be known: "users" comes from the package "@app/shared", which is not read'
    ]
    assert not found.schema.complete


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param("{}", id="no imports"),
        pytest.param('{"imports": {"#other": "./src/users.ts"}}', id="another name"),
        pytest.param('{"imports": {"#users": "../elsewhere.ts"}}', id="outside of the package"),
        pytest.param('{"imports": {"#users": "./src/nowhere.ts"}}', id="no such file"),
    ],
)
def test_an_import_that_package_json_sends_nowhere_is_missing(manifest: str) -> None:
    found = read('export { users } from "#users";', {"../../package.json": manifest, "../users.ts": _USERS})
    assert found.problems[0].message == 'cannot find the module "#users"'
