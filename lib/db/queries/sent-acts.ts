import type { Tx } from "@/lib/db/database";
import { accountOperationKinds } from "@/lib/domain/account-operation";
import type { SentAct } from "@/lib/domain/act-cause";
import type { Instant, Uid } from "@/lib/domain/ids";

/** What an `account_settlement` says beside an effect that showed after the end. */
export const lateEffect = "late_effect";

const unseen: ReadonlySet<string> = new Set(["no_effect", "not_confirmed"]);
const undone: ReadonlySet<string> = new Set(["refused", "no_effect", "not_sent", "recorded_not_created"]);

/** The account operations that were sent about relations, by relation; of one that upstream named late, by its UID. */
export async function sentActs(
  tx: Tx,
  payer: Uid,
  relations: readonly { readonly relation_id: string; readonly account_id: string }[],
): Promise<ReadonlyMap<string, readonly SentAct[]>> {
  const byRelation = new Map<string, SentAct[]>();
  if (relations.length === 0) return byRelation;
  const ids = relations.map(({ relation_id }) => relation_id);
  const uids = relations.map(({ account_id }) => account_id);
  const rows = await tx
    .selectFrom("account_operation")
    .select((e) => [
      "id",
      "kind",
      "relation_id",
      "member_uid",
      "first_sent_at",
      "settled_at",
      "outcome",
      e
        .selectFrom("account_settlement")
        .select((s) => s.fn.countAll<number>().as("count"))
        .whereRef("account_settlement.account_operation_id", "=", "account_operation.id")
        .where("note", "=", lateEffect)
        .as("late_effects"),
    ])
    .where("payer_uid", "=", payer)
    .where("first_sent_at", "is not", null)
    .where((e) =>
      e.or([e("relation_id", "in", ids), e.and([e("relation_id", "is", null), e("member_uid", "in", uids)])]),
    )
    .execute();
  for (const row of rows) {
    const kind = accountOperationKinds.find((candidate) => candidate === row.kind);
    const relation = relations.find(
      ({ relation_id, account_id }) =>
        relation_id === row.relation_id || (row.relation_id === null && account_id === row.member_uid),
    );
    if (!kind || !relation) continue;
    const act = {
      id: row.id,
      kind,
      firstSentAt: row.first_sent_at as Instant,
      settledAt: row.settled_at as Instant | null,
      mayHaveDone: row.outcome !== null && !undone.has(row.outcome),
      mayComeLate: row.settled_at !== null && unseen.has(row.outcome ?? "") && Number(row.late_effects ?? 0) === 0,
    };
    byRelation.set(relation.relation_id, [...(byRelation.get(relation.relation_id) ?? []), act]);
  }
  return byRelation;
}

/**
 * Creates that were sent and whose end nobody knows, first sent first: each may have made an account that upstream has not
 * named. One that such an account was already noted for is left out.
 */
export async function unplacedCreates(tx: Tx, payer: Uid): Promise<readonly SentAct[]> {
  const rows = await tx
    .selectFrom("account_operation")
    .select(["id", "first_sent_at"])
    .where("payer_uid", "=", payer)
    .where("kind", "=", "create")
    .where("state", "=", "locked")
    .where("member_uid", "is", null)
    .where("first_sent_at", "is not", null)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("account_settlement")
            .select("account_settlement.id")
            .whereRef("account_settlement.account_operation_id", "=", "account_operation.id")
            .where("note", "=", lateEffect),
        ),
      ),
    )
    .orderBy("first_sent_at")
    .execute();
  return rows.map(({ id, first_sent_at }) => {
    const firstSentAt = first_sent_at as Instant;
    return { id, kind: "create", firstSentAt, settledAt: firstSentAt, mayHaveDone: false, mayComeLate: true };
  });
}
