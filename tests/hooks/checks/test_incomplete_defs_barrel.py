"""The guestbook with a barrel that lacks something."""

import pytest

from hooks.checks.incomplete_defs_barrel import check
from hooks.finding import Diagnostic, Finding, FixKind
from tests.guestbook import EXAMPLE, Guestbook
from tests.hooks.edited import edited

BARREL = "server/src/defs/index.ts"
WHOLE = (EXAMPLE / BARREL).read_text(encoding="utf-8")
TYPES, BUCKETS = 'export type { SecretKey, VarKey } from "./runtime";', "export { buckets };"


def missing(guestbook: Guestbook) -> list[str]:
    return [result.subject for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert missing(guestbook) == []


@pytest.mark.parametrize(
    ("text", "names", "lines"),
    [
        pytest.param(WHOLE.replace(BUCKETS, ""), ["buckets"], "export { buckets };\n", id="imported, not exported"),
        pytest.param(
            WHOLE.replace(BUCKETS, "").replace("* as buckets", "* as storage"), ["buckets"], "export { storage as buckets };\n", id="under another name"
        ),
        pytest.param(WHOLE.replace(BUCKETS, "").replace('import * as buckets from "./storage_schema";\n', ""), ["buckets"], None, id="not imported"),
        pytest.param(WHOLE.replace(BUCKETS, "export type { buckets };"), ["buckets"], "export { buckets };\n", id="as a type only"),
        pytest.param(WHOLE.replace("SecretKey, ", ""), ["SecretKey"], 'export type { SecretKey } from "./runtime";\n', id="one type"),
        pytest.param(
            WHOLE.replace(TYPES, ""),
            ["VarKey", "SecretKey"],
            'export type { VarKey } from "./runtime";\nexport type { SecretKey } from "./runtime";\n',
            id="both types",
        ),
        pytest.param(
            WHOLE.partition("export const drizzleSchema")[0],
            ["drizzleSchema"],
            "export const drizzleSchema = { ...tables, ...relations, ...systemTables, ...systemRelations };\n",
            id="the schema",
        ),
        pytest.param(WHOLE.replace("export const drizzleSchema", "const drizzleSchema"), ["drizzleSchema"], "export { drizzleSchema };\n", id="not exported"),
        pytest.param("", ["drizzleSchema", "buckets", "VarKey", "SecretKey"], None, id="empty"),
    ],
)
def test_what_is_missing_and_its_repair(guestbook: Guestbook, text: str, names: list[str], lines: str | None) -> None:
    guestbook.write(BARREL, text)
    findings = [result for result in check(guestbook.project()) if isinstance(result, Finding)]
    assert [finding.subject for finding in findings] == names
    fixes = [finding.fix for finding in findings if finding.fix is not None and finding.fix.kind is FixKind.EDIT]
    assert len(fixes) == len(findings)
    for fix in reversed(fixes):
        text = edited(text, fix.edits)
    assert lines is None or text.endswith(lines)
    guestbook.write(BARREL, text)
    assert missing(guestbook) == []


def test_the_repair_keeps_the_style_of_the_file(guestbook: Guestbook) -> None:
    text = "import * as storage from './storage_schema'\r\nexport * from './rest'"
    guestbook.write(BARREL, text)
    guestbook.write("server/src/defs/rest.ts", WHOLE.replace(BUCKETS, ""))
    (finding,) = check(guestbook.project())
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert edited(text, finding.fix.edits) == f"{text}\r\nexport {{ storage as buckets }}\r\n"


def test_without_the_declarations_the_repair_is_a_humans(guestbook: Guestbook) -> None:
    guestbook.write(BARREL, "")
    for name in ("runtime", "storage_schema", "db_schema", "db_relations"):
        guestbook.delete(f"server/src/defs/{name}.ts")
    guestbook.delete("server/src/__generated__")
    kinds = [result.fix.kind for result in check(guestbook.project()) if isinstance(result, Finding) and result.fix]
    assert kinds == [FixKind.HUMAN] * 4


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(WHOLE.replace(TYPES, 'export * from "./runtime";'), id="export star"),
        pytest.param(WHOLE.replace(TYPES, 'export type * from "./runtime";'), id="export type star"),
        pytest.param(WHOLE.replace(TYPES, 'export { type SecretKey, type VarKey } from "./runtime";'), id="types in a list of values"),
        pytest.param(WHOLE.replace(TYPES, "export type VarKey = never; export type SecretKey = never;"), id="types written here"),
        pytest.param(
            WHOLE.replace('import * as buckets from "./storage_schema";', "").replace(BUCKETS, 'export * as buckets from "./storage_schema";'), id="as"
        ),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(BARREL, text)
    assert missing(guestbook) == []


def test_through_another_module(guestbook: Guestbook) -> None:
    guestbook.write("server/src/defs/all.ts", WHOLE)
    guestbook.write(BARREL, 'export * from "./all";')
    assert missing(guestbook) == []


def test_a_package_may_bring_anything(guestbook: Guestbook) -> None:
    guestbook.write(BARREL, WHOLE.replace(BUCKETS, 'export * from "some-package";'))
    (result,) = check(guestbook.project())
    assert isinstance(result, Diagnostic)
    assert result.message == 'whether "buckets" is exported cannot be told: "export *" from "some-package" leads out of the project'


def test_no_barrel_at_all(guestbook: Guestbook) -> None:
    guestbook.delete(BARREL)
    assert missing(guestbook) == [BARREL]


def test_a_project_without_definitions_is_of_the_older_generation(guestbook: Guestbook) -> None:
    guestbook.delete("server/src/defs")
    assert missing(guestbook) == []
    guestbook.write("server/src/defs/mine.ts", "export const own = 1;")
    guestbook.write("server/src/index.ts", "export async function createApp(edgespark) {}")
    assert missing(guestbook) == []
