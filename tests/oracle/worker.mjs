// Asks drizzle-kit itself: schemas as TypeScript in, snapshots and verdicts out. One JSON value a line, in and out.
//
//   {"id": 1, "op": "pair", "before": FILES, "after": FILES}  with FILES = {"db_schema.ts": "...", ...}
//   {"id": 2, "op": "diff", "before": SNAPSHOT, "after": SNAPSHOT}
//
// An answer holds `before` and `after` (snapshots), `refuses` (why drizzle-kit would stop, else null), `sql` (what it would write),
// `objects` (what differs, each judged alone) and `ambiguous` (it would ask whether something was renamed).
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { answers, exportsOf } from "./schemas.mjs";

const tools = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "node", "package.json");
const require = createRequire(tools);
const esbuild = require("esbuild");
const kit = require("drizzle-kit/api");

async function snapshotOf(files) {
  return JSON.parse(JSON.stringify(await kit.generateSQLiteDrizzleJson(await exportsOf(files, require, esbuild))));
}

const copy = (value) => JSON.parse(JSON.stringify(value));
const keys = (...records) => [...new Set(records.flatMap((record) => Object.keys(record ?? {})))];
const onlyIn = (one, other) => Object.keys(one).filter((key) => !(key in other));
const same = (one, other) => canonical(one) === canonical(other);

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "undefined";
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
}

function asksForRename(before, after) {
  const both = (one, other) => onlyIn(one, other).length > 0 && onlyIn(other, one).length > 0;
  const shared = Object.keys(before.tables).filter((name) => name in after.tables);
  return (
    both(before.tables, after.tables) ||
    both(before.views, after.views) ||
    shared.some((name) => both(before.tables[name].columns, after.tables[name].columns))
  );
}

// What both have of tables, views and columns, otherwise as in `after`: from `before` to it nothing is added, from it to `after` nothing is dropped.
function commonPart(before, after) {
  const common = copy(after);
  for (const name of onlyIn(common.tables, before.tables)) delete common.tables[name];
  for (const name of onlyIn(common.views, before.views)) delete common.views[name];
  for (const [name, table] of Object.entries(common.tables)) {
    for (const column of onlyIn(table.columns, before.tables[name].columns)) delete table.columns[column];
  }
  return common;
}

const migration = (before, after) => kit.generateSQLiteMigration(copy(before), copy(after));

async function script(before, after) {
  if (!asksForRename(before, after)) return migration(before, after);
  const common = commonPart(before, after);
  return [...(await migration(before, common)), ...(await migration(common, after))];
}

// Each object that differs in the snapshots, changed alone: does drizzle-kit write anything for it, or stop at it?
async function objects(before, after) {
  const found = [];
  const judge = async (thing, table, name, change) => {
    const changed = copy(before);
    changed.internal = after.internal;
    change(changed);
    const differs = await script(before, changed).then((sql) => sql.length > 0, () => true);
    if (differs) found.push([thing, table, name]);
  };
  const put = (record, key, value) => (value === undefined ? delete record[key] : (record[key] = value));
  for (const name of keys(before.tables, after.tables)) {
    const [old, now] = [before.tables[name], after.tables[name]];
    if (!old || !now) {
      await judge("table", name, name, (it) => put(it.tables, name, now));
      continue;
    }
    for (const [thing, section] of [["column", "columns"], ["index", "indexes"], ["foreign key", "foreignKeys"], ["check constraint", "checkConstraints"]]) {
      for (const key of keys(old[section], now[section])) {
        if (!same(old[section][key], now[section][key])) {
          await judge(thing, name, key, (it) => put(it.tables[name][section], key, now[section][key]));
        }
      }
    }
    if (!same(old.compositePrimaryKeys, now.compositePrimaryKeys)) {
      await judge("primary key", name, "", (it) => (it.tables[name].compositePrimaryKeys = now.compositePrimaryKeys));
    }
  }
  for (const name of keys(before.views, after.views)) {
    if (!same(before.views[name], after.views[name])) await judge("view", name, name, (it) => put(it.views, name, after.views[name]));
  }
  return found;
}

async function verdict(before, after) {
  const ambiguous = asksForRename(before, after);
  const sql = await script(before, after).catch((error) => {
    if (!ambiguous) throw error;
    return ["-- stops after one of the answers, perhaps not after the other"];
  });
  // It asks about views that exist already as well, and writes nothing whatever the answer.
  return { before, after, refuses: null, sql, objects: await objects(before, after), ambiguous: ambiguous && sql.length > 0 };
}

async function answer(request) {
  try {
    if (request.op === "diff") return await verdict(request.before, request.after);
    const before = await snapshotOf(request.before);
    try {
      return await verdict(before, await snapshotOf(request.after));
    } catch (error) {
      return { before, after: null, refuses: String(error?.message ?? error).slice(0, 400) };
    }
  } catch (error) {
    return { before: null, after: null, refuses: String(error?.message ?? error).slice(0, 400) };
  }
}

await answers(answer);
