// The guestbook's first schema: guests write entries.
import { sql } from "drizzle-orm";
import { type AnySQLiteColumn, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { esSystemAuthUser } from "../__generated__/sys_schema";

const now = sql`(unixepoch() * 1000)`;

export const guests = sqliteTable(
  "guests",
  {
    id: text("id").primaryKey(),
    userId: text("user_id").references(() => esSystemAuthUser.id, { onDelete: "set null" }),
    name: text("name").notNull(),
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
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull().default(now),
  },
  (table) => [
    index("entries_guest_idx").on(table.guestId, table.createdAt),
    index("entries_answer_idx").on(table.answerTo),
  ],
);
