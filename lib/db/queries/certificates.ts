import type { Database, Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { Uid } from "@/lib/domain/ids";

export type CertificateRow = Schema["certificate"];

const listedColumns = [
  "relation_id",
  "account_id",
  "counterpart",
  "type",
  "state",
  "state_began_at",
  "setup_time",
  "start_time",
  "end_time",
  "read_began_at",
  "read_request_id",
  "read_digest",
  "read_error",
] as const satisfies readonly (keyof Schema["relation"])[];

/** The relations that a sweep listed, in the text order of their ids, after one of them; some at a time. */
export const relationsListedBy = (
  db: Queryable,
  payer: Uid,
  page: { readonly sweepId: string; readonly after: string; readonly limit: number },
): Promise<readonly Pick<Schema["relation"], (typeof listedColumns)[number]>[]> =>
  db
    .selectFrom("relation")
    .select(listedColumns)
    .where("payer_uid", "=", payer)
    .where("relation_id", ">", page.after)
    .where("listed_sweep_id", "=", page.sweepId)
    .orderBy("relation_id")
    .limit(page.limit)
    .execute();

export const insertCertificatePart = async (tx: Tx, part: Schema["certificate_part"]): Promise<void> =>
  void (await tx.insertInto("certificate_part").values(part).execute());

export const insertCertificate = async (tx: Tx, row: CertificateRow): Promise<void> =>
  void (await tx.insertInto("certificate").values(row).execute());

export const certificateOf = (db: Queryable, payer: Uid, sweepId: string): Promise<CertificateRow | undefined> =>
  db
    .selectFrom("certificate")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("sweep_id", "=", sweepId)
    .executeTakeFirst();

/** Those of these sweeps that have one. */
export const certificatesOf = (db: Queryable, payer: Uid, ids: readonly string[]): Promise<readonly CertificateRow[]> =>
  db
    .selectFrom("certificate")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("sweep_id", "in", [...ids])
    .execute();

/** The newest certificate of an account; its details are always kept. */
export const newestCertificate = (
  db: Queryable,
  payer: Uid,
): Promise<Pick<CertificateRow, "sweep_id" | "digest"> | undefined> =>
  db
    .selectFrom("certificate")
    .select(["sweep_id", "digest"])
    .where("payer_uid", "=", payer)
    .where("kept", "=", 1)
    .orderBy("made_at", "desc")
    .limit(1)
    .executeTakeFirst();

/** One part of a certificate's details; `undefined`: there is none at that position, or it is not kept any more. */
export async function certificatePart(
  db: Queryable,
  payer: Uid,
  { sweepId, position }: { readonly sweepId: string; readonly position: number },
): Promise<string | undefined> {
  const row = await db
    .selectFrom("certificate_part")
    .select("body")
    .where("payer_uid", "=", payer)
    .where("sweep_id", "=", sweepId)
    .where("position", "=", position)
    .executeTakeFirst();
  return row?.body;
}

/** Parts that go in one transaction: freeing them takes its time, and others wait for the writer. */
const droppedAtOnce = 8;

/**
 * Keeps the details of an account's newest certificates, as many as fit in so many bytes, the newest one always; and
 * drops those of the others, and what a process left behind that died before its certificate was made. Only the
 * account's leader may call it, and not while it makes one.
 */
export async function dropCertificateDetails(database: Database, payer: Uid, mostBytes: number): Promise<void> {
  const kept = await database.read
    .selectFrom("certificate")
    .select(["sweep_id", "bytes"])
    .where("payer_uid", "=", payer)
    .where("kept", "=", 1)
    .orderBy("made_at", "desc")
    .execute();
  let sum = 0;
  const beyond = kept.filter(({ bytes }, index) => {
    sum += bytes;
    return index > 0 && sum > mostBytes;
  });
  if (beyond.length > 0)
    await database.transaction(async (tx) => {
      const ids = beyond.map(({ sweep_id }) => sweep_id);
      await tx.updateTable("certificate").set({ kept: 0 }).where("sweep_id", "in", ids).execute();
    });
  for (;;) {
    const parts = await database.read
      .selectFrom("certificate_part")
      .select(["sweep_id", "position"])
      .where("payer_uid", "=", payer)
      .where("sweep_id", "not in", (query) =>
        query.selectFrom("certificate").select("sweep_id").where("payer_uid", "=", payer).where("kept", "=", 1),
      )
      .limit(droppedAtOnce)
      .execute();
    if (parts.length === 0) return;
    await database.transaction(async (tx) => {
      for (const { sweep_id, position } of parts)
        await tx
          .deleteFrom("certificate_part")
          .where("payer_uid", "=", payer)
          .where("sweep_id", "=", sweep_id)
          .where("position", "=", position)
          .execute();
    });
  }
}
