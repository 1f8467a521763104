"""A large server written out: modules of some 20 KB, as TypeScript that compiles against the guestbook."""

from collections.abc import Callable, Iterator

FEATURES = "server/src/features"
_MODULE_BYTES = 20_000
_HEAD = """// Feature {n} of the large guestbook: what it shows, what it counts and what it keeps.
import {{ attachments, buckets, entries, guests, reactions, type SecretKey, type VarKey }} from "@defs";
import {{ and, count, desc, eq, gt, inArray }} from "drizzle-orm";
import {{ ctx, db, secret, storage, vars }} from "edgespark";
import {{ auth }} from "edgespark/http";
import {{ Hono }} from "hono";
import {{ needed, setting }} from "../../settings";

export const feature{n} = new Hono();

"""
_SILENT_HEAD = """// Part {n} of the large guestbook: plain code, which asks the platform for nothing.
import {{ guests, type VarKey }} from "@defs";

export type Shown{n} = Pick<typeof guests.$inferSelect, "id" | "name"> & {{ readonly setting?: VarKey }};

"""
_ROUTES = (
    """feature{n}.get("/api/features/{n}/pages/{b}", async (c) => {{
  const after = Number(c.req.query("after") ?? "0");
  const size = Math.min(Number(c.req.query("size") ?? "50"), 200);
  const shown = await db
    .select({{ id: entries.id, body: entries.body, name: guests.name }})
    .from(entries)
    .innerJoin(guests, eq(guests.id, entries.guestId))
    .where(and(gt(entries.id, after), eq(entries.hidden, false)))
    .orderBy(desc(entries.createdAt))
    .limit(size);
  const ids = shown.map((entry) => entry.id);
  const counted = ids.length
    ? await db.select({{ entry: reactions.entryId, times: count() }}).from(reactions).where(inArray(reactions.entryId, ids)).groupBy(reactions.entryId)
    : [];
  const times = new Map(counted.map((row) => [row.entry, row.times] as const));
  return c.json({{ page: {b}, entries: shown.map((entry) => ({{ ...entry, reactions: times.get(entry.id) ?? 0 }})) }});
}});

""",
    """feature{n}.post("/api/features/{n}/notes/{b}", async (c) => {{
  const {{ body, about }} = await c.req.json<{{ body: string; about: number }}>();
  if (!auth.user || body.trim().length === 0) {{
    return c.json({{ error: "nothing to keep" }}, 400);
  }}
  const [entry] = await db.insert(entries).values({{ guestId: auth.user.id, answerTo: about, body }}).returning({{ id: entries.id }});
  const pictures = await db.select({{ path: attachments.path }}).from(attachments).where(eq(attachments.entryId, about));
  ctx.runInBackground(Promise.resolve(pictures.length));
  return c.json({{ id: entry.id, pictures: pictures.map((picture) => picture.path) }}, 201);
}});

""",
)
_BLOCKS = (
    """/** One line of report {n}.{b}: who wrote how much, and when last. */
export interface Line{b} {{
  readonly guest: string;
  readonly written: number;
  readonly last: Date | null;
  readonly tags: ReadonlyArray<{{ name: string; weight: number }}>;
}}

/** The lines of report {n}.{b} by guest; a guest without a line counts as silent. */
export function grouped{b}(lines: readonly Line{b}[], limit = {b}): Map<string, Line{b}[]> {{
  const found = new Map<string, Line{b}[]>();
  for (const line of lines) {{
    const known = found.get(line.guest) ?? [];
    // the newest lines first, as the pages show them
    known.push(line);
    known.sort((one, other) => (other.last?.getTime() ?? 0) - (one.last?.getTime() ?? 0));
    found.set(line.guest, known.slice(0, limit + 10));
  }}
  return found;
}}

""",
    """/** Words of search {n}.{b}, folded and without those that say nothing. */
export class Search{b} {{
  private readonly words: string[] = [];
  constructor(text: string, private readonly least: number = 3) {{
    for (const word of text.toLowerCase().split(/[^a-z0-9]+/)) {{
      if (word.length >= this.least && !["the", "and", "for", "with"].includes(word)) {{
        this.words.push(word);
      }}
    }}
  }}
  matches(body: string): boolean {{
    const folded = body.toLowerCase();
    return this.words.every((word) => folded.includes(word));
  }}
  weight(body: string): number {{
    return this.words.reduce((sum, word) => sum + (body.toLowerCase().split(word).length - 1) / word.length, 0);
  }}
}}

""",
    """/** Moves of board {n}.{b}: an action, and what the board looks like after it. */
export type Action{b} = {{ kind: "add"; text: string }} | {{ kind: "move"; from: number; to: number }} | {{ kind: "clear"; keep: readonly string[] }};

export function played{b}(board: readonly string[], action: Action{b}): string[] {{
  switch (action.kind) {{
    case "add":
      return [...board, action.text.trim()];
    case "move": {{
      const rest = board.filter((_, at) => at !== action.from);
      return [...rest.slice(0, action.to), board[action.from] ?? "", ...rest.slice(action.to)];
    }}
    case "clear":
      return board.filter((text) => action.keep.includes(text));
  }}
}}

""",
    """// Dates of calendar {n}.{b}: weeks start on Monday, and a day has as many hours as it has.
const DAY{b} = 24 * 60 * 60 * 1000;
export const weekOf{b} = (date: Date): number => Math.floor((date.getTime() / DAY{b} + 3) / 7);
export function spans{b}(dates: readonly Date[]): Array<{{ from: Date; to: Date; days: number }}> {{
  const sorted = [...dates].sort((one, other) => one.getTime() - other.getTime());
  return sorted.slice(1).map((to, at) => {{
    const from = sorted[at] ?? to;
    return {{ from, to, days: Math.round((to.getTime() - from.getTime()) / DAY{b}) }};
  }});
}}

""",
)
_PLAIN = (
    """export function title{b}(): string {{
  const written = vars.get("GUESTBOOK_TITLE");
  return written ?? "Guestbook {n}.{b}";
}}

""",
    """export async function salted{b}(value: string): Promise<number> {{
  const salt = secret.get("VISITOR_HASH_SALT") ?? "";
  return new TextEncoder().encode(`${{salt}}:${{value}}`).byteLength;
}}

""",
)
_BUCKET = """export async function picture{b}(path: string): Promise<string> {{
  const bucket = storage.from(buckets.pictures);
  return (await bucket.createPresignedGetUrl(path, 3600)).downloadUrl;
}}

"""
_WRAPPED = """export function length{b}(): number {{
  return Number(setting("MAX_ENTRY_LENGTH", "2000")) + needed("MODERATION_WEBHOOK_URL").length;
}}

"""
_FOLLOWED = """const KEYS{b}: Record<"title" | "length", VarKey> = {{ title: "GUESTBOOK_TITLE", length: "MAX_ENTRY_LENGTH" }};
export function chosen{b}(which: keyof typeof KEYS{b}, other: SecretKey = "VISITOR_HASH_SALT"): string {{
  const key = KEYS{b}[which];
  return vars.get(key) ?? secret.get(other) ?? "";
}}

"""
SETTINGS = """import { secret, vars } from "edgespark";
import type { SecretKey, VarKey } from "@defs";

export function setting(key: VarKey, otherwise: string): string {
  return vars.get(key) ?? otherwise;
}

export function needed(key: SecretKey): string {
  const value = secret.get(key);
  if (!value) {
    throw new Error(`${key} is not set`);
  }
  return value;
}
"""

Reads = Callable[[int], tuple[str, ...]]


def usual(reader: int) -> tuple[str, ...]:
    """What the readers of a usual project read: seven in ten plain literals, two in ten a bucket, one in ten through a wrapper or a table of keys."""
    kind = reader % 20
    if kind < 14:
        return _PLAIN
    return (_BUCKET,) if kind < 18 else (_WRAPPED,) if kind == 18 else (_FOLLOWED,)


def worst(_reader: int) -> tuple[str, ...]:
    """Every reader goes through wrappers and tables, so that none can be told by its bytes."""
    return (_WRAPPED, _FOLLOWED, *_PLAIN, _BUCKET)


def modules(number: int, reads: Reads) -> Iterator[tuple[str, str]]:
    """`number` modules with their paths; every fifth reads what `reads` says of it."""
    for n in range(number):
        mine = reads(n // 5) if n % 5 == 0 else ()
        yield f"{FEATURES}/group{n % 40}/feature{n}.ts", _written(n, mine)


def _written(n: int, reads: tuple[str, ...]) -> str:
    """A module of plain code; a reader has two routes as well, and a read behind every third piece."""
    pieces = (_HEAD, *_ROUTES) if reads else (_SILENT_HEAD,)
    text = "".join(piece.format(n=n, b=at) for at, piece in enumerate(pieces))
    piece = len(pieces)
    while len(text) < _MODULE_BYTES:
        text += _BLOCKS[piece % len(_BLOCKS)].format(n=n, b=piece)
        if reads and piece % 3 == 0:
            text += reads[piece // 3 % len(reads)].format(n=n, b=piece)
        piece += 1
    return text
