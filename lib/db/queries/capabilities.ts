import type { Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
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
  return row ? read(row) : null;
}

function read({ action, state, code, request_id: requestId, at }: Schema["capability"]): Capability {
  return { action, state: state === "works" ? "works" : "refused", code, requestId, at: at as Instant };
}

/** Everything that is known of an account, by the operation's name. */
export async function capabilitiesOf(db: Queryable, payer: Uid): Promise<ReadonlyMap<string, Capability>> {
  const rows = await db.selectFrom("capability").selectAll().where("payer_uid", "=", payer).execute();
  return new Map(rows.map((row) => [row.action, read(row)]));
}

/** Keeps what an answer told about one operation of an account, in place of what was known. */
export async function keepCapability(tx: Tx, payer: Uid, known: Capability): Promise<void> {
  const { action, state, code, requestId: request_id, at } = known;
  await tx
    .insertInto("capability")
    .values({ payer_uid: payer, action, state, code, request_id, at })
    .onConflict((conflict) => conflict.columns(["payer_uid", "action"]).doUpdateSet({ state, code, request_id, at }))
    .execute();
}
