import { relations } from "drizzle-orm";
import { attachments, entries, guests, reactions } from "./db_schema";

export const guestRelations = relations(guests, ({ many }) => ({
  entries: many(entries),
  reactions: many(reactions),
}));

export const entryRelations = relations(entries, ({ one, many }) => ({
  guest: one(guests, { fields: [entries.guestId], references: [guests.id] }),
  reactions: many(reactions),
  attachments: many(attachments),
}));

export const reactionRelations = relations(reactions, ({ one }) => ({
  entry: one(entries, { fields: [reactions.entryId], references: [entries.id] }),
  guest: one(guests, { fields: [reactions.guestId], references: [guests.id] }),
}));

export const attachmentRelations = relations(attachments, ({ one }) => ({
  entry: one(entries, { fields: [attachments.entryId], references: [entries.id] }),
}));
