// The tables of the guestbook. After a change here: `edgespark db generate`, and commit `server/drizzle` with it.
import { sql } from "drizzle-orm";
import { type AnySQLiteColumn, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { esSystemAuthUser } from "../__generated__/sys_schema";

const now = sql`(unixepoch() * 1000)`;

export const guests = sqliteTable(
  "guests",
  {
    id: text("id").primaryKey(),
    userId: text("user_id").references(() => esSystemAuthUser.id, { onDelete: "set null" }),
    name: text("name").notNull(),
    homepage: text("homepage"),
    role: text("role", { enum: ["visitor", "host"] }).notNull().default("visitor"),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull().default(now),
  },
  (table) => [uniqueIndex("guests_user_unique").on(table.userId).where(sql`${table.userId} is not null`)],
);

export const entries = sqliteTable(
  "entries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    guestId: text("guest_id")
      .notNull()
      .references(() => guests.id, { onDelete: "cascade" }),
    answerTo: integer("answer_to").references((): AnySQLiteColumn => entries.id, { onDelete: "set null" }),
    body: text("body").notNull(),
    hidden: integer("hidden", { mode: "boolean" }).notNull().default(false),
    pinned: integer("pinned", { mode: "boolean" }).notNull().default(false),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull().default(now),
  },
  (table) => [
    index("entries_guest_idx").on(table.guestId, table.createdAt),
    index("entries_answer_idx").on(table.answerTo),
    uniqueIndex("entries_one_pinned").on(table.pinned).where(sql`${table.pinned} = 1`),
  ],
);

export const reactions = sqliteTable(
  "reactions",
  {
    entryId: integer("entry_id")
      .notNull()
      .references(() => entries.id, { onDelete: "cascade" }),
    guestId: text("guest_id")
      .notNull()
      .references(() => guests.id, { onDelete: "cascade" }),
    emoji: text("emoji").notNull(),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.entryId, table.guestId, table.emoji] })],
);

export const attachments = sqliteTable("attachments", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  entryId: integer("entry_id")
    .notNull()
    .references(() => entries.id, { onDelete: "cascade" }),
  path: text("path").notNull().unique(),
  caption: text("caption").notNull().default(""),
  aspectRatio: real("aspect_ratio").notNull().default(1.5),
});
