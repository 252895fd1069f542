import type { Queryable } from "@/lib/db/database";
import type { Instant, Uid } from "@/lib/domain/ids";

/** What an account may call, as upstream's answers have shown it. An operation without one was never tried. */
export interface Capability {
  /** The API's name: `CreateAgAccount`. */
  readonly action: string;
  readonly state: "works" | "refused";
  /** Of the refusal. */
  readonly code: string | null;
  readonly requestId: string | null;
  /** Of the newest answer that told. */
  readonly at: Instant;
}

/** What is known of one operation of an account; null: it was never tried. */
export async function capabilityOf(db: Queryable, payer: Uid, action: string): Promise<Capability | null> {
  const row = await db
    .selectFrom("capability")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("action", "=", action)
    .executeTakeFirst();
  if (!row) return null;
  const { code, request_id: requestId } = row;
  return { action, state: row.state === "works" ? "works" : "refused", code, requestId, at: row.at as Instant };
}
