import { createHmac, randomBytes } from "node:crypto";
import type { Database } from "@/lib/db/database";
import { type AuditAuthor, type AuditEvent, appendAudit } from "@/lib/db/queries/audit";

const everyMs = 60_000;

/** How many callers are told apart at a time; the rest share one row a minute, however many addresses they make up. */
const most = 256;

interface Told {
  /** When the last row was written, in milliseconds since 1970. */
  since: number;
  leftOut: number;
}

interface Memory {
  readonly key: Buffer;
  readonly told: Map<string, Told>;
}

// The bundler evaluates this module more than once in a process; they count together.
const place = globalThis as typeof globalThis & { linkbookTold?: Memory };
const rest = "the rest";

/** The count to use, made if need be. Counts that have run out make room; what they left out goes to the rest. */
function toldOf({ key, told }: Memory, what: string, from: string, now: number): Told {
  const own = createHmac("sha256", key)
    .update(JSON.stringify([what, from]))
    .digest("base64url");
  const known = told.get(own);
  if (known) return known;
  const others = told.get(rest) ?? { since: Number.NEGATIVE_INFINITY, leftOut: 0 };
  told.set(rest, others);
  if (told.size > most)
    for (const [name, each] of told)
      if (name !== rest && each.since + everyMs <= now) {
        others.leftOut += each.leftOut;
        told.delete(name);
      }
  if (told.size > most) return others;
  const made: Told = { since: Number.NEGATIVE_INFINITY, leftOut: 0 };
  told.set(own, made);
  return made;
}

/**
 * For what anybody can do without signing in: the log is never cut, so it must not be anybody's to fill. Of the same
 * thing (`what`) from the same address (`from`) at most one row a minute is appended, in a transaction of its own; the
 * next one says how many were left out (`suppressed`). The count is this process's: what a restart finds not yet said
 * stays unsaid. Throws when the row could not be written; it then counts as left out. `now`: ms since 1970.
 */
export async function appendSparingly(
  database: Database,
  { what, from, now }: { readonly what: string; readonly from: string; readonly now: number },
  author: AuditAuthor,
  event: AuditEvent,
): Promise<void> {
  place.linkbookTold ??= { key: randomBytes(32), told: new Map() };
  const told = toldOf(place.linkbookTold, what, from, now);
  if (now < told.since + everyMs) {
    told.leftOut += 1;
    return;
  }
  const { since, leftOut: suppressed } = told;
  // Before the write, so that of a hundred at once one writes.
  told.since = now;
  told.leftOut = 0;
  const detail = { ...event.detail, ...(suppressed > 0 ? { suppressed } : {}) };
  try {
    await database.transaction((tx) => appendAudit(tx, author, { ...event, detail }));
  } catch (error) {
    told.since = since;
    told.leftOut += suppressed + 1;
    throw error;
  }
}
