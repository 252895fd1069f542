import type { Instant } from "@/lib/domain/ids";
import type { ChangeSetSummary } from "@/lib/domain/views/change-set";
import { outcomes, type Progress } from "@/lib/domain/views/change-set";
import { totalsOf } from "@/lib/services/changes/change-set-view";
import { authorise, type Context } from "@/lib/services/context";

const pageSize = 50;

const progressOf = (state: string | null): Progress =>
  state === "sending" ? "sending" : state === "checking" ? "checking" : "queued";

/** The account's applied change sets, newest first, 50 at a time; `before` is the `next` of the page before. */
export async function listChangeSets(
  context: Context,
  input: { readonly before?: string | undefined },
): Promise<{ readonly rows: readonly ChangeSetSummary[]; readonly next: string | null }> {
  authorise(context, "member.read");
  const sets = await context.database.read
    .selectFrom("change_set")
    .innerJoin("person", "person.id", "change_set.person_id")
    .select([
      "change_set.id",
      "change_set.status",
      "change_set.reason",
      "change_set.applied_at",
      "person.name as requested_by",
    ])
    .where("change_set.payer_uid", "=", context.payer)
    .where("change_set.status", "in", ["applying", "done"])
    .$if(input.before !== undefined, (query) => query.where("change_set.applied_at", "<", input.before ?? ""))
    .orderBy("change_set.applied_at", "desc")
    .limit(pageSize + 1)
    .execute();
  const page = sets.slice(0, pageSize);
  const changes =
    page.length === 0
      ? []
      : await context.database.read
          .selectFrom("change")
          .leftJoin("operation", "operation.id", "change.operation_id")
          .select(["change.change_set_id", "change.relation_id", "change.outcome", "operation.state"])
          .where(
            "change.change_set_id",
            "in",
            page.map((set) => set.id),
          )
          .execute();
  const rows = page.map((set): ChangeSetSummary => {
    const own = changes.filter((change) => change.change_set_id === set.id);
    return {
      id: set.id,
      status: set.status === "done" ? "done" : "applying",
      requestedBy: set.requested_by,
      reason: set.reason,
      appliedAt: set.applied_at as Instant | null,
      changes: own.length,
      relations: new Set(own.map((change) => change.relation_id)).size,
      totals: totalsOf(
        own.map((change) => {
          const outcome = outcomes.find((candidate) => candidate === change.outcome) ?? null;
          return { outcome, progress: outcome ? null : progressOf(change.state) };
        }),
      ),
    };
  });
  return { rows, next: sets.length > pageSize ? (page.at(-1)?.applied_at ?? null) : null };
}
