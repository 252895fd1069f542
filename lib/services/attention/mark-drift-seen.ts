import { appendAudit } from "@/lib/db/queries/audit";
import { runForRows } from "@/lib/db/queries/many-rows";
import { unseenDrift } from "@/lib/db/queries/unseen-drift";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, later, type RelationId } from "@/lib/domain/ids";
import { driftForMs } from "@/lib/services/attention/needs-attention";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/**
 * Notes that a person has looked at what changed outside of the desk, on one relation or on all, up to the moment of
 * their page: what is found later stays in the pile. Nothing is taken out of any history. Throws `not_found` for a
 * relation of another account, or one without such a difference.
 */
export async function markDriftSeen(
  context: Context,
  input: { readonly relationId: RelationId | null; readonly until: Instant },
): Promise<{ readonly relations: number }> {
  authorise(context, "member.check");
  const { payer, actor } = context;
  // A page cannot have seen what is found later than now.
  const now = instant(context.now());
  const until = input.until < now ? input.until : now;
  const relations = await context.database.transaction(async (tx) => {
    const rows = await unseenDrift(tx, reachOf(context), later(now, -driftForMs))
      .select("drift.relation_id")
      .distinct()
      .where("drift.found_at", "<=", until)
      .$if(input.relationId !== null, (query) => query.where("drift.relation_id", "=", input.relationId ?? ""))
      .execute();
    if (rows.length === 0) throw new AppError("not_found");
    const seen = rows.map(({ relation_id }) => ({
      payer_uid: payer,
      relation_id,
      seen_at: until,
      person_id: actor.id,
    }));
    await runForRows(tx, "mark drift seen", seen, (some) =>
      tx
        .insertInto("drift_seen")
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(["payer_uid", "relation_id"]).doUpdateSet((e) => ({
            seen_at: e.ref("excluded.seen_at"),
            person_id: e.ref("excluded.person_id"),
          })),
        ),
    );
    await appendAudit(tx, authorOf(context), {
      action: "drift.seen",
      entity: input.relationId === null ? null : `relation:${input.relationId}`,
      detail: { until, relations: rows.length },
    });
    return rows.length;
  });
  raise("changed");
  return { relations };
}
