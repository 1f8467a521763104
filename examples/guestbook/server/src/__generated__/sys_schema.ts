// Written by hand for this example: the one system table that the guestbook refers to.
// In your own project `edgespark pull schema` writes this file.
import { sqliteTable, text } from "drizzle-orm/sqlite-core";

export const esSystemAuthUser = sqliteTable("es_system__auth_user", {
  id: text().primaryKey().notNull(),
  name: text().notNull(),
  email: text().notNull(),
});
