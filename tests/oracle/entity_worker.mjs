// The same for drizzle-kit 1.x: schemas as TypeScript in, snapshots of version 7 and verdicts out. One JSON value a line, in and out.
//
//   {"id": 1, "before": FILES, "after": FILES}  with FILES = {"db_schema.ts": "...", ...}
//   {"id": 2, "upgraded": SNAPSHOT, "after": FILES}      with a snapshot of version 6, which `drizzle-kit up` rewrites
//
// An answer holds `before` and `after` (snapshots), `refuses` (why drizzle-kit would stop, else null), `sql` (what it would write),
// `parts` (the tables and views that differ, each judged alone) and `ambiguous` (it would ask whether something was renamed).
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { answers, exportsOf } from "./schemas.mjs";

const tools = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "node");
const require = createRequire(path.join(process.argv[2] ?? path.join(tools, "drizzle-1"), "package.json"));
const esbuild = createRequire(path.join(tools, "package.json"))("esbuild");
const kit = require("drizzle-kit/payload/sqlite");

const copy = (value) => JSON.parse(JSON.stringify(value));

async function snapshotOf(files) {
  const exported = await exportsOf(files, require, esbuild);
  // `generate` itself looks at a table once, however often it is exported; a view as often as it is.
  const seen = new Set();
  const once = Object.entries(exported).filter(([, value]) => {
    const repeated = seen.has(value);
    seen.add(value);
    return !repeated || value?.constructor?.name !== "SQLiteTable";
  });
  return copy(await kit.generateDrizzleJson(Object.fromEntries(once)));
}

// What it would ask is answered with "that is new, the other is gone".
async function migration(before, after, hints = []) {
  try {
    return { sql: await kit.generateMigration(copy(before), copy(after), { hints }), asked: hints.length > 0 };
  } catch (error) {
    const asked = (error?.missingHints ?? error?.hints ?? error?.unresolved)?.map(({ kind, entity }) => ({ type: "create", kind, entity }));
    if (!asked?.length || hints.length) throw error;
    return migration(before, after, asked);
  }
}

const owner = (entity) => (entity.entityType === "tables" || entity.entityType === "views" ? entity.name : entity.table);

// Each table and view changed alone: does drizzle-kit write anything for it?
async function parts(before, after) {
  const found = [];
  for (const name of new Set([...before.ddl, ...after.ddl].map(owner))) {
    const changed = { ...before, ddl: [...before.ddl.filter((it) => owner(it) !== name), ...after.ddl.filter((it) => owner(it) === name)] };
    if ((await migration(before, changed)).sql.length) found.push(name);
  }
  return found;
}

async function answer({ before: first, after: second, upgraded }) {
  let before = null;
  try {
    before = upgraded ? copy(kit.up(upgraded)) : await snapshotOf(first);
    const after = await snapshotOf(second);
    const { sql, asked } = await migration(before, after);
    return { before, after, refuses: null, sql, parts: await parts(before, after), ambiguous: asked };
  } catch (error) {
    return { before, after: null, refuses: String(error?.message ?? error).slice(0, 400) };
  }
}

await answers(answer);
