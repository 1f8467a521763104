"""Schemas as whole projects write them: helpers, ids from packages, validation beside the tables, views with joins; each a module of its own."""

PROJECTS = {
    "sign-in": """
import type { AdapterAccountType } from "next-auth/adapters";
export const members = sqliteTable("member", {
  id: text("id").primaryKey().$defaultFn(() => crypto.randomUUID()),
  email: text("email").notNull().unique(),
  confirmed: integer("confirmed_at", { mode: "timestamp_ms" }),
  joined: integer("joined_at", { mode: "timestamp_ms" }).default(sql`(cast(unixepoch('subsecond') * 1000 as integer))`).notNull(),
  seen: integer("seen_at", { mode: "timestamp_ms" }).$onUpdate(() => /* @__PURE__ */ new Date()).notNull(),
});
export const logins = sqliteTable("login", {
  memberId: text("member_id").notNull().references(() => members.id, { onDelete: "cascade" }),
  kind: text("kind").$type<AdapterAccountType>().notNull(), provider: text("provider").notNull(), subject: text("subject").notNull(),
}, (login) => ({ whole: primaryKey({ columns: [login.provider, login.subject] }), byMember: index("login_memberId_idx").on(login.memberId) }));
export const memberRelations = relations(members, ({ many }) => ({ logins: many(logins) }));
export const loginRelations = relations(logins, ({ one }) => ({ member: one(members, { fields: [logins.memberId], references: [members.id] }) }));
""",
    "validation beside the tables": """
import { createInsertSchema, createSelectSchema } from "drizzle-zod";
import { z } from "zod";
import type { InferSelectModel } from "drizzle-orm";
export const Phase = z.enum(["sketch", "printed"]);
export const posters = sqliteTable("posters", {
  id: integer().primaryKey({ autoIncrement: true }), title: text().notNull(), phase: text({ enum: Phase.options }).notNull().default("sketch"),
  options: text({ mode: "json" }).$type<z.infer<typeof Options>>().$defaultFn(() => Options.parse({})),
});
const Options = z.object({ paper: z.string().default("a3") });
export const newPoster = createInsertSchema(posters, { title: (title) => title.min(1) }).omit({ id: true }).extend({ tags: z.array(z.string()) });
export const poster = createSelectSchema(posters);
export type Poster = InferSelectModel<typeof posters>;
""",
    "ids from packages": """
import { customAlphabet, nanoid } from "nanoid";
import { createId, init } from "@paralleldrive/cuid2";
import { ulid } from "ulid";
import { v7 } from "uuid";
import { randomUUID } from "node:crypto";
const short = init({ length: 10 });
const digits = customAlphabet("0123456789", 8);
const id = (prefix = "") => text("id").primaryKey().$defaultFn(() => `${prefix}${short()}`);
export const tickets = sqliteTable("tickets", { id: id("t_"), public: text().$defaultFn(() => nanoid(12)).unique(),
  code: text().$defaultFn(() => digits()) });
export const seats = sqliteTable("seats", { id: id(), a: text().$defaultFn(createId), b: text().$default(ulid), c: text().$default(v7),
  d: text().$defaultFn(() => randomUUID()) });
""",
    "a package that is not read, where no table hangs on it": """
import { Journal, announce } from "@acme/observability";
import * as everything from "@acme/everything";
const journal = new Journal("schema");
journal.info("loaded", 1);
announce("tables");
everything.ready?.();
export const parcels = sqliteTable("parcels", { id: text().$defaultFn(announce),
  at: integer({ mode: "timestamp" }).$onUpdate(() => everything.now()) });
""",
    "a server in the same file": """
import { Hono } from "hono";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { env } from "cloudflare:workers";
export const guests = sqliteTable("guests", { id: text() });
export const auth = betterAuth({ database: drizzleAdapter({}, { provider: "sqlite", schema: { guests } }) });
export const isPreview = env.STAGE === "preview";
const app = new Hono().basePath("/guests");
app.get("/", (context) => context.json({}));
export default app;
""",
    "prefixed tables with given builders": """
export const table = sqliteTableCreator((name) => `fair-2027_${name}`);
export const stands = table("stand", (d) => ({
  id: d.integer({ mode: "number" }).primaryKey({ autoIncrement: true }), name: d.text({ length: 256 }),
  rentedAt: d.integer({ mode: "timestamp" }).default(sql`(unixepoch())`).notNull(),
    changedAt: d.integer({ mode: "timestamp" }).$onUpdate(() => new Date()),
}), (stand) => [index("stand_name_idx").on(stand.name)]);
""",
    "custom types": """
const instant = customType<{ data: Date; driverData: number }>({ dataType() { return "integer"; }, toDriver: (value) => value.getTime() });
const vector = customType<{ data: number[]; config: { dimensions: number }; configRequired: true }>({
  dataType: (config) => `F32_BLOB(${config.dimensions})`, toDriver: (value) => sql`vector32(${JSON.stringify(value)})` });
const json = <T,>(name: string) => customType<{ data: T; driverData: string }>({ dataType() { return "text"; },
  toDriver: (value) => JSON.stringify(value) })(name);
export const photos = sqliteTable("photos", { at: instant("at").notNull(), look: vector("look", { dimensions: 3 }),
  exif: json<{ iso: number }>("exif").default({ iso: 100 }) });
""",
    "a board": """
const PHASES = ["idea", "doing", "it's done"] as const;
const URGENCY = { CALM: 0, SOON: 2 } as const;
const oneOf = (column: AnySQLiteColumn, values: readonly string[]) => sql`${column} in (${sql.raw(values.map((v) => `'${v.replaceAll("'",
  "''")}'`).join(", "))})`;
const audit = (actor: () => AnySQLiteColumn) => ({
  createdBy: text("created_by").references(actor, { onDelete: "set null" }), changedBy: text("changed_by").references(actor,
    { onDelete: "set null" }) });
export const people = sqliteTable("people", { id: text("id").primaryKey() });
export const cards = sqliteTable("cards", {
  id: integer("id").primaryKey({ autoIncrement: true }), phase: text("phase", { enum: PHASES }).notNull().default(PHASES[0]),
    place: real("place").notNull().default(0),
  urgency: integer("urgency").notNull().default(URGENCY.SOON), parent: integer("parent_id").references((): AnySQLiteColumn => cards.id,
    { onDelete: "set null" }),
  closed: integer("closed", { mode: "boolean" }).notNull().default(false), ...audit(() => people.id),
}, (card) => [index("cards_place_idx").on(card.phase, card.place), check("cards_phase", oneOf(card.phase, PHASES)),
  unique("cards_order").on(card.parent, card.place)]);
""",
    "a shop": """
const cents = (name: string) => integer(name).notNull().default(0);
const address = <P extends string>(prefix: P) => ({ [`${prefix}Street`]: text(`${prefix}_street`),
  [`${prefix}Country`]: text(`${prefix}_country`, { length: 2 }) });
const live = (column: AnySQLiteColumn) => sql`${column} is null`;
export const orders = sqliteTable("orders", {
  id: text().primaryKey(), ...address("bill"), ...address("ship"), total: cents("total_cents"),
    currency: text({ length: 3 }).notNull().default("EUR"), gone: integer(),
  tax: real().generatedAlwaysAs(sql`total_cents * 0.19`), gross: integer().generatedAlwaysAs((): any => sql`${orders.total} * 2`, { mode: "stored" }),
}, (order) => [check("orders_total", sql`${order.total} >= 0`),
  uniqueIndex("orders_live").on(sql`lower(${order.currency})`).where(live(order.gone))]);
""",
    "columns by template": """
const STATS = ["rank", "clears"] as const;
function measured<T extends string>(name: T) { return { [`n_${name}`]: integer().notNull().default(0),
  [`mean_${name}`]: real() } as Record<string, any>; }
export const scores: any = sqliteTable("scores", { id: integer().primaryKey(), ...measured("rank"), ...measured("clears") });
export const means = sqliteView("means").as((qb) => qb.select({ id: scores.id, ...Object.fromEntries(STATS.map((name) => [
  `m_${name}`, sql<number>`
    CASE WHEN ${scores[`n_${name}`]} > 1 THEN ${scores[`mean_${name}`]} ELSE 0 END
  `.as(`m_${name}`)])) }).from(scores));
""",
    "views with everything": """
import { avg, count, countDistinct, exists, gt, gte, inArray, isNull, max, sum } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";
export const u = sqliteTable("readers", { id: integer().primaryKey(), name: text().notNull(), role: text(), left: integer({ mode: "timestamp" }) });
export const p = sqliteTable("loans", { id: integer().primaryKey(), reader: integer("reader_id").references(() => u.id),
  days: integer().default(0) });
export const v1 = sqliteView("v1").as((qb) => qb.select({ id: u.id, n: count(p.id).as("n") }).from(u).leftJoin(p, eq(u.id,
  p.reader)).groupBy(u.id).having(({ n }) => gt(n, 1)));
export const v2 = sqliteView("v2").as((qb) => qb.selectDistinct({ name: u.name }).from(u).where(and(eq(u.role, "staff"), isNull(u.left),
  undefined)).limit(10).offset(5));
export const v3 = sqliteView("v3").as((qb) => {
  const totals = qb.$with("totals").as(qb.select({ reader: p.reader, days: sum(p.days).as("days") }).from(p).groupBy(p.reader));
  return qb.with(totals).select({ name: u.name, days: totals.days }).from(u).innerJoin(totals, eq(totals.reader, u.id)); });
export const v4 = sqliteView("v4").as((qb) => qb.select({ a: avg(p.days).as("a"), b: max(p.days).as("b"),
  c: countDistinct(p.reader).as("c") }).from(p));
export const v5 = sqliteView("v5").as((qb) => qb.select().from(u).where(exists(qb.select({ x: sql`1` }).from(p).where(eq(p.reader, u.id)))));
export const v6 = sqliteView("v6").as((qb) => qb.select({ loan: p, by: { id: u.id } }).from(p).innerJoin(u, eq(p.reader,
  u.id)).orderBy(asc(u.name), desc(p.id)));
export const v7 = sqliteView("v7").as((qb) => qb.select().from(v1).where(gte(v1.n, 2)));
export const v8 = sqliteView("v8").as((qb) => { const other = alias(u, "other");
  return qb.select({ n: sql`${other.name}`.as("n") }).from(u).leftJoin(other, eq(other.id, u.id)); });
export const v9 = sqliteView("v9").as((qb) => unionAll(qb.select({ id: u.id }).from(u), qb.select({ id: p.id }).from(p).where(inArray(p.days, [1,
  2]))));
export const v10 = sqliteView("v10").as((qb) => { let q = qb.select().from(u).$dynamic(); if (1 < 2) q = q.where(eq(u.role, "guest"));
  return q.limit(3); });
export const v11 = sqliteView("v11", { id: integer() }).existing();
""",
}
