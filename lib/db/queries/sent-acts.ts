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
