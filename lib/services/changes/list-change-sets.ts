import { isSetInReach, totalsOf } from "@/lib/db/queries/change-results";
import type { Instant } from "@/lib/domain/ids";
import type { ListPosition } from "@/lib/domain/list-position";
import type { ChangeSetSummary } from "@/lib/domain/views/change-set";
import { wasApplied } from "@/lib/services/changes/change-set-view";
import { authorise, type Context, reachOf } from "@/lib/services/context";

const pageSize = 50;

/** The account's applied change sets, newest first, 50 at a time; `before` is the `next` of the page before. */
export async function listChangeSets(
  context: Context,
  input: { readonly before?: ListPosition | undefined },
): Promise<{ readonly rows: readonly ChangeSetSummary[]; readonly next: ListPosition | null }> {
  authorise(context, "member.read");
  const reach = reachOf(context);
  const { before } = input;
  const sets = await context.database.read
    .selectFrom("change_set")
    .innerJoin("person", "person.id", "change_set.person_id")
    .leftJoin("approval", "approval.id", "change_set.approval_id")
    .select([
      "change_set.id",
      "change_set.status",
      "change_set.reason",
      "change_set.applied_at",
      "person.name as requested_by",
      "approval.status as approval_status",
    ])
    .where("change_set.payer_uid", "=", context.payer)
    .where(isSetInReach(reach, context.actor.id))
    .where("change_set.status", "in", ["applying", "done"])
    .where((e) =>
      before === undefined
        ? e.lit(true)
        : e(e.refTuple("change_set.applied_at", "change_set.id"), "<", e.tuple(before.at, before.id)),
    )
    .orderBy("change_set.applied_at", "desc")
    .orderBy("change_set.id", "desc")
    .limit(pageSize + 1)
    .execute();
  const page = sets.slice(0, pageSize);
  const counted = await totalsOf(
    context.database.read,
    reach,
    page.map((set) => set.id),
  );
  const rows = page.map(
    (set): ChangeSetSummary => ({
      id: set.id,
      status: set.status === "done" ? "done" : "applying",
      requestedBy: set.requested_by,
      reason: set.reason,
      appliedAt: wasApplied(set.approval_status) ? (set.applied_at as Instant | null) : null,
      ...(counted.get(set.id) ?? { changes: 0, relations: 0, totals: {} }),
    }),
  );
  const last = sets.length > pageSize ? page.at(-1) : undefined;
  return { rows, next: last?.applied_at ? { at: last.applied_at as Instant, id: last.id } : null };
}
