import "server-only";
import type { Answer } from "@/lib/bss/answer";
import type { Gateway } from "@/lib/bss/gateway";
import { closeRecordLook, pendingRecordLooks } from "@/lib/db/queries/record-looks";
import { raise, waitForSignal } from "@/lib/db/signal";
import { instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { failureOf, scopeOf } from "@/lib/worker/read-failure";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";

type Terms = Omit<SweeperTerms, "gateway" | "env"> & {
  readonly gateway: Pick<Gateway, "getAccountRelation" | "queryFinancialAccountInfo">;
};

const lookEveryMs = 250;
const atOnce = 8;

/** An answer as it is kept and shown. */
function kept<T>(answer: Answer<T>) {
  const { beganAt: at, requestId } = answer.evidence;
  return answer.kind === "accepted"
    ? ({ kind: "told", at, requestId, value: answer.value } as const)
    : ({ kind: "failed", at, requestId, code: failureOf(answer).code } as const);
}

/** Asks for what people want to know of upstream's records, while this process leads; until aborted. */
export async function serveRecordLooks(terms: Terms): Promise<void> {
  const { database, payer, abort, isLeader, logger } = terms;
  while (!abort.aborted) {
    try {
      const pending = isLeader() ? await pendingRecordLooks(database.read, payer, atOnce) : [];
      await Promise.all(pending.map((look) => serve(terms, look)));
      if (pending.length > 0) raise("changed");
    } catch (error) {
      logger.error({ err: error }, "upstream's records could not be asked for");
    }
    await waitForSignal("wake", lookEveryMs, abort);
  }
}

async function serve(
  { database, gateway, abort, now }: Terms,
  look: { readonly id: string; readonly relationId: RelationId; readonly uid: Uid },
): Promise<void> {
  const options = { priority: "person", signal: abort } as const;
  const [relation, account] = await Promise.all([
    gateway.getAccountRelation(look.relationId, options),
    gateway.queryFinancialAccountInfo(look.uid, options),
  ]);
  const isCut = [relation, account].some((it) => it.kind !== "accepted" && scopeOf(it, "permissions") === "cancelled");
  if (isCut) return;
  await database.transaction((tx) =>
    closeRecordLook(tx, look.id, instant(now()), { relation: kept(relation), account: kept(account) }),
  );
}
