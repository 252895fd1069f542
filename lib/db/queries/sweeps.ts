import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { ListPosition } from "@/lib/domain/list-position";

export type SweepRow = Schema["sweep"];

/** Begins a sweep and gives its id. */
export async function insertSweep(tx: Tx, payer: Uid, cause: string, startedAt: Instant): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto("sweep")
    .values({
      id,
      payer_uid: payer,
      cause,
      status: "running",
      started_at: startedAt,
      ended_at: null,
      listed_at: null,
      pages: 0,
      rows: 0,
      duplicates: 0,
      unreadable: 0,
      total_count: null,
      permissions_fresh: 0,
      permissions_due: 0,
      permissions_done: 0,
      permissions_failed: 0,
      error_code: null,
      error_request_id: null,
    })
    .execute();
  return id;
}

export async function updateSweep(
  tx: Tx,
  id: string,
  values: Partial<Omit<SweepRow, "id" | "payer_uid" | "cause" | "started_at">>,
): Promise<void> {
  await tx.updateTable("sweep").set(values).where("id", "=", id).execute();
}

/** Ends the sweeps that a process left running when it died. What they stored stays. */
export async function endDeadSweeps(tx: Tx, payer: Uid, at: Instant): Promise<void> {
  await tx
    .updateTable("sweep")
    .set({ status: "failed", error_code: "interrupted", ended_at: at })
    .where("payer_uid", "=", payer)
    .where("status", "=", "running")
    .execute();
}

/** The newest sweep of an account, running or ended. */
export const newestSweep = (db: Queryable, payer: Uid): Promise<SweepRow | undefined> =>
  db
    .selectFrom("sweep")
    .selectAll()
    .where("payer_uid", "=", payer)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();

/** The newest sweep of an account that has ended, whatever its end. */
export const newestEndedSweep = (db: Queryable, payer: Uid): Promise<SweepRow | undefined> =>
  db
    .selectFrom("sweep")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("status", "!=", "running")
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();

/** One sweep of an account. */
export const sweepById = (db: Queryable, payer: Uid, id: string): Promise<SweepRow | undefined> =>
  db.selectFrom("sweep").selectAll().where("payer_uid", "=", payer).where("id", "=", id).executeTakeFirst();

/** The newest sweeps of an account; `before`: those that come after that position. */
export const newestSweeps = (
  db: Queryable,
  payer: Uid,
  page: { readonly before: ListPosition | undefined; readonly limit: number },
): Promise<readonly SweepRow[]> =>
  db
    .selectFrom("sweep")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where((e) =>
      page.before === undefined
        ? e.lit(true)
        : e(e.refTuple("started_at", "id"), "<", e.tuple(page.before.at, page.before.id)),
    )
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();

/** The newest sweep of an account that ended complete. */
export const lastCompleteSweep = (db: Queryable, payer: Uid): Promise<Pick<SweepRow, "id" | "listed_at"> | undefined> =>
  db
    .selectFrom("sweep")
    .select(["id", "listed_at"])
    .where("payer_uid", "=", payer)
    .where("status", "=", "complete")
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();

/** When the newest sweep that ended complete had its list whole. */
export const lastCompleteListing = async (db: Queryable, payer: Uid): Promise<Instant | null> =>
  ((await lastCompleteSweep(db, payer))?.listed_at ?? null) as Instant | null;

/** Says why an account cannot be used, or with `null` that it can. */
export async function setAccountProblem(
  tx: Tx,
  payer: Uid,
  problem: { readonly code: string; readonly requestId: string | null } | null,
): Promise<void> {
  await tx
    .updateTable("account")
    .set({ problem: problem && JSON.stringify(problem) })
    .where("uid", "=", payer)
    .execute();
}

/** The account's generation now: captured before a request, it tells what the answer may decide (rule 9). */
export async function accountGeneration(db: Queryable, payer: Uid): Promise<number> {
  const { generation } = await db
    .selectFrom("account")
    .select("generation")
    .where("uid", "=", payer)
    .executeTakeFirstOrThrow();
  return generation;
}
