"""What looks like a fault and is none: what real projects do with keys, buckets and layouts, all at once and under every rule."""

import pytest

from hooks.finding import Diagnostic, Finding
from hooks.judge import judge
from hooks.request import Request
from tests.guestbook import Guestbook

ENV = """\
// Ask with vars.get("KEY") or secret.get('OTHER_KEY').
import type { SecretKey, VarKey } from "@defs";
import { secret, vars } from "edgespark";
/* secret.get("IN_A_BLOCK") */
const read = (key: VarKey) => vars.get(key);
export function need(key: VarKey): string {
  const value = read(key);
  if (!value) throw new Error(`vars.get("${key}")`);
  return value;
}
export const needSecret = (key: string): string => secret.get(key as any) ?? "";
const TABLE: Record<string, VarKey> = { title: "GUESTBOOK_TITLE", length: "MAX_ENTRY_LENGTH" };
export const fromTable = (name: keyof typeof TABLE) => need(TABLE[name]);
export async function later() {
  const { secret } = await import("edgespark");
  return secret.get("VISITOR_HASH_SALT");
}
export function shadow(vars: Map<string, string>, secret: { get(key: string): string }) {
  return vars.get("NOT_A_KEY") ?? secret.get("NOR_THIS");
}
export const dsn = () => vars.get("SENTRY_DSN" as VarKey);
"""
ADMIN = """\
import { buckets } from "@defs";
import { storage } from "edgespark";
import { auth } from "edgespark/http";
import { Hono } from "hono";
import { pictures } from "../defs/storage_schema";
import { fromTable, need, needSecret } from "../lib/env";
const inner = new Hono();
inner.get("/deep", (c) => c.json({ title: need("GUESTBOOK_TITLE"), salt: needSecret("MODERATION_WEBHOOK_URL").length, who: auth.user?.id }));
export const admin = new Hono();
admin.route("/inner", inner);
admin.get("/all", async (c) => c.json([await storage.from(pictures).list(), await storage.from(buckets.media.icons).list(), fromTable("title")]));
"""
MEDIA = """
export const media = { icons: { bucket_name: "guestbook-icons", description: "Icons" } as BucketDef<"guestbook-icons"> };
"""
ROUTER = "server/src/routes/admin.ts"


def told(guestbook: Guestbook) -> list[str]:
    """Every result of every offline rule: its place, its rule and what its message ends with."""
    report = judge(Request(), guestbook.path, {})
    results: tuple[Finding | Diagnostic, ...] = (*report.findings, *report.diagnostics)
    return [f"{result.location}: {result.rule}: {result.message.rpartition('; ')[2]}" for result in results]


@pytest.fixture
def real(guestbook: Guestbook) -> Guestbook:
    """The guestbook grown to what real projects look like."""
    guestbook.write("server/src/lib/env.ts", ENV)
    guestbook.write(ROUTER, ADMIN)
    guestbook.replace("server/src/index.ts", "const app = new Hono();\n", 'const app = new Hono();\napp.route("/api/admin", admin);\n')
    guestbook.replace("server/src/index.ts", 'from "hono";\n', 'from "hono";\nimport { admin } from "./routes/admin";\n')
    storage = "server/src/defs/storage_schema.ts"
    guestbook.write(storage, guestbook.read(storage) + MEDIA)
    guestbook.write(".edgespark-ci.yaml", "optional-keys: [SENTRY_DSN]\n")
    return guestbook


def test_nothing_is_told(real: Guestbook) -> None:
    assert told(real) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            'need("GUESTBOOK_TITLE")', 'need("GUESTBOK_TITLE")', '8:48: undeclared-runtime-key: did you mean "GUESTBOOK_TITLE"?', id="two levels deep"
        ),
        pytest.param('needSecret("M', 'needSecret("N', '8:85: undeclared-runtime-key: did you mean "MODERATION_WEBHOOK_URL"?', id="behind a cast"),
        pytest.param("buckets.media.icons", "buckets.media.icon", '11:110: undeclared-bucket: did you mean "icons"?', id="a nested bucket"),
        pytest.param("{ pictures }", "{ picture as pictures }", '11:59: undeclared-bucket: did you mean "pictures"?', id="a bucket by name"),
    ],
)
def test_one_letter_wrong_in_a_sub_router_is_told(real: Guestbook, old: str, new: str, expected: str) -> None:
    real.replace(ROUTER, old, new)
    assert told(real) == [f"{ROUTER}:{expected}"]


def test_an_optional_key_that_nobody_lists_is_a_warning(real: Guestbook) -> None:
    real.delete(".edgespark-ci.yaml")
    reason = "a cast hides it from the compiler, and a declared key would block every deploy until its value is set"
    assert told(real) == [f"server/src/lib/env.ts:21:35: undeclared-runtime-key: {reason}"]


def test_the_older_layout_beside_a_second_file_made_by_hand(real: Guestbook) -> None:
    real.write("edgespark.toml", '[project]\nid = "prj_guestbook_example"\n[app.server]\npath = "server"\n')
    real.write("server/edgespark.toml", 'project_id = "somebody_elses"\n')
    assert told(real) == []
    real.replace("edgespark.toml", "[project]", "[app]")
    assert told(real) == ["edgespark.toml:1:1: invalid-project-config: no project id: a deploy does not know where to go"]


def test_a_template_without_tables_and_without_drizzle(guestbook: Guestbook) -> None:
    guestbook.delete("server/drizzle")
    for name in ("db_schema", "db_relations", "storage_schema"):
        guestbook.write(f"server/src/defs/{name}.ts", "export {};\n")
    guestbook.write("server/src/defs/runtime.ts", "export type VarKey = never;\nexport type SecretKey = never;\n")
    guestbook.write("server/src/index.ts", 'import { Hono } from "hono";\nexport default new Hono();\n')
    guestbook.delete("configs")
    assert told(guestbook) == []
    guestbook.write(
        "server/src/defs/db_schema.ts", 'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\nexport const a = sqliteTable("a", { id: text("id") });\n'
    )
    assert [line.split(": ")[1] for line in told(guestbook)] == ["schema-without-migration"]
