import { sql } from "drizzle-orm";
import { blob, foreignKey, index, integer, primaryKey, real, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";

export const guests = sqliteTable(
  "guests",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    email: text("email").notNull().unique(),
    name: text("name", { length: 40 }).default("O'Hara"),
    mood: real("mood").default(0.5),
    active: integer("active", { mode: "boolean" }).notNull().default(true),
    meta: text("meta", { mode: "json" }).default({ a: [1, "it's"], b: null }),
    tags: blob("tags", { mode: "json" }).default([]),
    created: integer("created").default(sql`(unixepoch())`),
    seen: integer("seen", { mode: "timestamp" }).default(new Date(0)),
  },
  (t) => ({
    name: index("guests_name_idx").on(t.name),
    lower: uniqueIndex("guests_lower").on(sql`lower(${t.email})`).where(sql`${t.active} = 1`),
    both: unique("name_and_email").on(t.email, t.name),
  }),
);
export const pages = sqliteTable(
  "pages",
  { book: integer("book").notNull(), number: text("number").notNull(), guest: integer("guest_id").references(() => guests.id, { onDelete: "cascade" }) },
  (t) => ({ key: primaryKey({ columns: [t.book, t.number] }) }),
);
export const marks = sqliteTable("marks", { slug: text("slug").primaryKey(), book: integer("book"), number: text("number") }, (t) => ({
  page: foreignKey({ columns: [t.book, t.number], foreignColumns: [pages.book, pages.number], name: "mark_page" }),
}));
