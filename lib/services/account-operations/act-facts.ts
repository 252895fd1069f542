import type { Queryable } from "@/lib/db/database";
import { openActsOf } from "@/lib/db/queries/account-operations";
import { type RelationFacts, relationFacts } from "@/lib/db/queries/relation-facts";
import { type ActSubject, sidesOf } from "@/lib/domain/account-acts";
import { instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { codesOn, readCodes, unmappedOn } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { type Context, reachOf } from "@/lib/services/context";

/** Everything that an act on a relation is decided with. */
export interface ActFacts extends Pick<RelationFacts, "relation"> {
  readonly subject: ActSubject;
  readonly parent: Uid;
  readonly child: Uid;
  /** The invitation's codes, as far as they are known. */
  readonly codes: readonly PermissionCode[];
  readonly openOperationId: string | null;
}

/** Loads them; null when there is no such relation within reach. */
export async function actFacts(
  db: Queryable,
  context: Pick<Context, "payer" | "actor" | "account" | "now">,
  relationId: RelationId,
): Promise<ActFacts | null> {
  const { payer, account, now } = context;
  const facts = await relationFacts(db, reachOf(context), relationId);
  if (!facts) return null;
  const { relation, block } = facts;
  const at = instant(now());
  const observed = readCodes(facts.rows, facts.aliases, at);
  const codes = codesOn(observed);
  const acts = await openActsOf(db, payer, relationId);
  // A link that waits for its member sends nothing any more: its invitation can be cancelled.
  const waiting = acts.find(({ kind, state }) => kind === "link" && state === "waiting_member");
  const open = acts.find((it) => it !== waiting);
  return {
    relation,
    ...sidesOf(payer, relation.counterpart, relation.account_id as Uid),
    codes,
    openOperationId: (open ?? waiting)?.id ?? null,
    subject: {
      counterpart: relation.counterpart,
      state: relation.state,
      gone: block.gone,
      writesOn: block.writesOn,
      secondPersonWaited: open?.state === "awaiting_approval",
      operationOpen: open !== undefined || facts.open.length > 0,
      linkWaiting: waiting !== undefined,
      cancelOffered: account.cancelConfirmCode !== null,
      codesKnown: codes.length > 0 && unmappedOn(observed, at).length === 0,
    },
  };
}
