import { certificatesOf } from "@/lib/db/queries/certificates";
import { newestSweeps } from "@/lib/db/queries/sweeps";
import type { Instant } from "@/lib/domain/ids";
import type { ListPosition } from "@/lib/domain/list-position";
import type { SweepSummary } from "@/lib/domain/views/sweep";
import { authorise, type Context } from "@/lib/services/context";
import { sweepSummary } from "@/lib/services/sweeps/sweep-summary";

const pageSize = 50;

/** The account's sweeps, newest first, 50 at a time; `before` is the `next` of the page before. Throws `forbidden`. */
export async function listSweeps(
  context: Context,
  input: { readonly before?: ListPosition | undefined },
): Promise<{ readonly rows: readonly SweepSummary[]; readonly next: ListPosition | null }> {
  authorise(context, "sweep.read");
  const { payer, database } = context;
  const found = await newestSweeps(database.read, payer, { before: input.before, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const ids = page.map(({ id }) => id);
  const certificates = ids.length === 0 ? [] : await certificatesOf(database.read, payer, ids);
  const bySweep = new Map(certificates.map((row) => [row.sweep_id, row]));
  const last = found.length > pageSize ? page.at(-1) : undefined;
  return {
    rows: page.map((row) => sweepSummary(row, bySweep.get(row.id))),
    next: last ? { at: last.started_at as Instant, id: last.id } : null,
  };
}
