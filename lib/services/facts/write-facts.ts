import { createHash, randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { type FactsToKeep, keepFacts, type StoredFacts } from "@/lib/db/queries/local-facts";
import { instant, type RelationId } from "@/lib/domain/ids";
import { changedFacts, type FactName, type LocalFacts } from "@/lib/domain/local-facts";
import { authorOf, type Context } from "@/lib/services/context";

/** The facts of one relation as they are and as they are to be; `changed`: at least one. */
export interface FactChange {
  readonly stored: StoredFacts;
  readonly after: LocalFacts;
  readonly changed: readonly FactName[];
}

/** A change of facts; null: they are so already. */
export function factChange(stored: StoredFacts, after: LocalFacts): FactChange | null {
  const changed = changedFacts(stored, after);
  return changed.length === 0 ? null : { stored, after, changed };
}

/** What the log says of a change: what stood and what stands; of a note nothing but that it is another one. */
interface Logged {
  readonly relationId: RelationId;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** SHA-256 over salt and note. The salt is beside the note, and goes with it: then the digest tells nobody anything. */
  readonly noteDigest?: string;
}

function loggedOf({ stored, after, changed }: FactChange, salt: string | null): Logged {
  const said = (facts: LocalFacts) =>
    Object.fromEntries(changed.flatMap((name) => (name === "note" ? [] : [[name, facts[name]]])));
  return {
    relationId: stored.relationId,
    before: said(stored),
    after: said(after),
    ...(salt === null ? {} : { noteDigest: createHash("sha256").update(`${salt}\n${after.note}`).digest("hex") }),
  };
}

/** Relations that are worked out, or that one row of the log names, before other work goes on. */
const atOnce = 100;

/** Keeps changes of facts with what the log says of each, a hundred relations a row; one alone is a row about it. */
export async function writeFacts(tx: Tx, context: Context, changes: readonly FactChange[]): Promise<void> {
  const kept: FactsToKeep[] = [];
  const logged: Logged[] = [];
  for (const change of changes) {
    const salt = change.changed.includes("note") ? randomBytes(16).toString("base64url") : null;
    kept.push({
      ...change.after,
      relationId: change.stored.relationId,
      newNote: salt === null ? null : { salt },
      newTags: change.changed.includes("tags"),
    });
    logged.push(loggedOf(change, salt));
    if (kept.length % atOnce === 0) await setImmediate();
  }
  await keepFacts(tx, context.payer, { personId: context.actor.id, at: instant(context.now()) }, kept);
  const [only, ...others] = logged;
  if (only && others.length === 0) {
    const { relationId, ...detail } = only;
    await appendAudit(tx, authorOf(context), { action: "fact.edited", entity: `relation:${relationId}`, detail });
    return;
  }
  for (let from = 0; from < logged.length; from += atOnce)
    await appendAudit(tx, authorOf(context), {
      action: "fact.edited",
      detail: { relations: logged.slice(from, from + atOnce) },
    });
}
