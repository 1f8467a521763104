// The guestbook's server. Routes below `/api/public` need no login, all others below `/api` do.
import { buckets, attachments, entries, guests, reactions, type VarKey } from "@defs";
import { desc, eq } from "drizzle-orm";
import { ctx, db, secret, storage, vars } from "edgespark";
import { auth } from "edgespark/http";
import { Hono } from "hono";

const app = new Hono();

function setting(key: VarKey, otherwise: string): string {
  return vars.get(key) ?? otherwise;
}

async function visitorHash(address: string): Promise<string> {
  const salted = new TextEncoder().encode(`${secret.get("VISITOR_HASH_SALT") ?? ""}:${address}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", salted));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function tellModerators(entryId: number): Promise<void> {
  const url = secret.get("MODERATION_WEBHOOK_URL");
  if (url) {
    await fetch(url, { method: "POST", body: JSON.stringify({ entryId }) });
  }
}

app.get("/api/public/health", (c) => c.json({ ok: true }));

app.get("/api/public/entries", async (c) => {
  const shown = await db.select().from(entries).where(eq(entries.hidden, false)).orderBy(desc(entries.createdAt)).limit(50);
  return c.json({ title: setting("GUESTBOOK_TITLE", "Guestbook"), entries: shown });
});

app.get("/api/public/entries/:id/pictures", async (c) => {
  const found = await db.select().from(attachments).where(eq(attachments.entryId, Number(c.req.param("id"))));
  const bucket = storage.from(buckets.pictures);
  const signed = await Promise.all(found.map((picture) => bucket.createPresignedGetUrl(picture.path)));
  return c.json({ pictures: found.map((picture, at) => ({ caption: picture.caption, url: signed[at]?.downloadUrl })) });
});

app.post("/api/entries", async (c) => {
  const { body } = await c.req.json<{ body: string }>();
  if (body.length > Number(setting("MAX_ENTRY_LENGTH", "2000"))) {
    return c.json({ error: "too long" }, 413);
  }
  const id = await visitorHash(auth.user?.id ?? "");
  await db.insert(guests).values({ id, userId: auth.user?.id, name: auth.user?.name ?? "somebody" }).onConflictDoNothing();
  const [entry] = await db.insert(entries).values({ guestId: id, body }).returning({ id: entries.id });
  ctx.runInBackground(tellModerators(entry.id));
  return c.json(entry, 201);
});

app.post("/api/entries/:id/reactions", async (c) => {
  const { emoji } = await c.req.json<{ emoji: string }>();
  const guestId = await visitorHash(auth.user?.id ?? "");
  await db.insert(reactions).values({ entryId: Number(c.req.param("id")), guestId, emoji }).onConflictDoNothing();
  return c.body(null, 204);
});

app.post("/api/entries/:id/pictures", async (c) => {
  const path = `${c.req.param("id")}/${crypto.randomUUID()}`;
  await db.insert(attachments).values({ entryId: Number(c.req.param("id")), path });
  return c.json(await storage.from(buckets.pictures).createPresignedPutUrl(path), 201);
});

export default app;
