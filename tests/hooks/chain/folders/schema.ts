import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, primaryKey, real, sqliteTable, sqliteView, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";

export const guests = sqliteTable(
  "guests",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    email: text("email").notNull().unique(),
    name: text("name").default("O'Hara"),
    mood: real("mood").default(0.5),
    active: integer("active", { mode: "boolean" }).notNull().default(true),
    meta: text("meta", { mode: "json" }).default({ a: 1 }),
    created: integer("created").default(sql`(unixepoch())`),
    loud: text("loud").generatedAlwaysAs(sql`upper(name)`, { mode: "virtual" }),
  },
  (t) => [
    index("guests_name_idx").on(t.name),
    uniqueIndex("guests_lower").on(sql`lower(${t.email})`).where(sql`${t.active} = 1`),
    check("mood_positive", sql`${t.mood} >= 0`),
    unique("name_and_email").on(t.email, t.name),
  ],
);
export const pages = sqliteTable(
  "pages",
  { stars: integer("stars"), book: integer("book").notNull(), number: text("number").notNull(), guest: integer("guest_id").references(() => guests.id, { onDelete: "cascade" }) },
  (t) => [primaryKey({ columns: [t.book, t.number] })],
);
export const marks = sqliteTable("marks", { slug: text("slug").primaryKey(), book: integer("book"), number: text("number") }, (t) => [
  foreignKey({ columns: [t.book, t.number], foreignColumns: [pages.book, pages.number], name: "mark_page" }),
]);
export const leaves = sqliteView("leaves").as((q) => q.select().from(pages));
