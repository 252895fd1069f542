import type { Queryable } from "@/lib/db/database";
import type { Instant } from "@/lib/domain/ids";

interface Counted {
  readonly account: string;
  readonly count: number;
}

/** How many changes have which outcome now; what is not decided yet has none. */
export async function changesByOutcome(db: Queryable): Promise<readonly (Counted & { readonly outcome: string })[]> {
  const rows = await db
    .selectFrom("change")
    .select((e) => ["payer_uid as account", "outcome", e.fn.countAll<number>().as("count")])
    .where("outcome", "is not", null)
    .groupBy(["payer_uid", "outcome"])
    .execute();
  return rows.map(({ account, outcome, count }) => ({ account, outcome: outcome ?? "", count: Number(count) }));
}

/** How many account operations of each kind have which outcome now. */
export async function accountOperationsByOutcome(
  db: Queryable,
): Promise<readonly (Counted & { readonly kind: string; readonly outcome: string })[]> {
  const rows = await db
    .selectFrom("account_operation")
    .select((e) => ["payer_uid as account", "kind", "outcome", e.fn.countAll<number>().as("count")])
    .where("outcome", "is not", null)
    .groupBy(["payer_uid", "kind", "outcome"])
    .execute();
  return rows.map(({ outcome, count, ...row }) => ({ ...row, outcome: outcome ?? "", count: Number(count) }));
}

interface OpenOperations extends Counted {
  readonly state: string;
  readonly oldest: Instant;
}

/** What is not settled, by state, with when the oldest of it was asked for. */
export async function openOperationCounts(
  db: Queryable,
  table: "operation" | "account_operation",
): Promise<readonly OpenOperations[]> {
  const rows = await db
    .selectFrom(table)
    .select((e) => [
      "payer_uid as account",
      "state",
      e.fn.countAll<number>().as("count"),
      e.fn.min("created_at").as("oldest"),
    ])
    .where("state", "!=", "settled")
    .groupBy(["payer_uid", "state"])
    .execute();
  return rows.map(({ count, oldest, ...row }) => ({ ...row, count: Number(count), oldest: oldest as Instant }));
}
