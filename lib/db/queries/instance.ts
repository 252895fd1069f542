import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Instant, Uid } from "@/lib/domain/ids";

const place = z.object({
  /** `sqlite` or `postgres`. */
  engine: z.string(),
  /** SQLite: the number of the file. PostgreSQL: the server's system identifier, where it may be read. */
  system: z.string().nullable(),
  /** PostgreSQL: the number of the database on that server, which a copy of it does not share. */
  database: z.string().nullable(),
  /** PostgreSQL: raised when a standby is promoted and after a recovery to a point in time. */
  timeline: z.string().nullable(),
});
/** Where a database lies. What could not be found out is null and says nothing. */
export type Place = z.infer<typeof place>;

const instance = z.object({
  /** Made at the first start and kept for good. */
  id: z.string(),
  /** A new one each time the database was found to be restored; the newest is last. */
  marks: z.array(z.string()).min(1),
  /** Where it lay when a worker last started on it. */
  place,
});
/** What a database says of itself. */
export type Instance = z.infer<typeof instance>;

const restoredBy = z.object({ at: z.string(), by: z.enum(["restore", "in_place"]) });
const moved = z.object({ at: z.string(), to: z.string() });
/** `paused`: nobody has resumed since. */
const restoration = z.object({ at: z.custom<Instant>((value) => typeof value === "string"), paused: z.boolean() });
type Restoration = z.infer<typeof restoration>;

/** Keys of `meta`, and what each holds as JSON. */
const shapes = { instance, restored: restoredBy, moved } as const;
type Key = keyof typeof shapes;

/** The key under which a database is told, by `npm run restore`, that it was restored. */
export const restoredKey = "restored" satisfies Key;

async function storedAt(db: Queryable, key: string): Promise<unknown> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  return row ? JSON.parse(row.value) : undefined;
}

async function put(tx: Tx, key: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await tx
    .insertInto("meta")
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: text }))
    .execute();
}

/** Null: no worker has ever started on this database. */
export async function instanceOf(db: Queryable): Promise<Instance | null> {
  return shapes.instance.optional().parse(await storedAt(db, "instance")) ?? null;
}

export const keepInstance = (tx: Tx, value: Instance): Promise<void> => put(tx, "instance", value);

/** What `npm run restore` wrote into the database and no worker has acted on yet. */
export async function restoredMark(db: Queryable): Promise<z.infer<typeof restoredBy> | null> {
  return shapes.restored.optional().parse(await storedAt(db, "restored")) ?? null;
}

export const putRestoredMark = (tx: Tx, value: z.infer<typeof restoredBy>): Promise<void> => put(tx, "restored", value);

export const dropRestoredMark = (tx: Tx): Promise<unknown> =>
  tx.deleteFrom("meta").where("key", "=", "restored").execute();

/** Where `npm run migrate` has moved this database to: nothing may start on it any more. */
export async function movedTo(db: Queryable): Promise<z.infer<typeof moved> | null> {
  return shapes.moved.optional().parse(await storedAt(db, "moved")) ?? null;
}

export const putMovedTo = (tx: Tx, value: z.infer<typeof moved>): Promise<void> => put(tx, "moved", value);

const restorationKey = (payer: Uid) => `restored:${payer}`;

/** When an account's part of the database was last found to be restored, and whether it is paused because of it. */
export async function restorationOf(db: Queryable, payer: Uid): Promise<Restoration | null> {
  return restoration.optional().parse(await storedAt(db, restorationKey(payer))) ?? null;
}

export const noteRestoration = (tx: Tx, payer: Uid, at: Instant): Promise<void> =>
  put(tx, restorationKey(payer), { at, paused: true });

/** Somebody resumed: a later pause has another reason. */
export async function noteResumed(tx: Tx, payer: Uid): Promise<void> {
  const found = await restorationOf(tx, payer);
  if (found?.paused) await put(tx, restorationKey(payer), { ...found, paused: false });
}

/** Whether anything was ever asked for that changes something upstream. */
export async function hasHistory(db: Queryable): Promise<boolean> {
  for (const table of ["operation", "account_operation"] as const)
    if (await db.selectFrom(table).select("id").limit(1).executeTakeFirst()) return true;
  return false;
}

/** All leases as one text: it changes for as long as any process leads. */
export const leasesAsText = async (db: Queryable): Promise<string> =>
  JSON.stringify(await db.selectFrom("lease").selectAll().orderBy("name").execute());

/** The log's hash at a sequence number; null when the log does not reach it. */
export async function auditHashAt(db: Queryable, seq: number): Promise<string | null> {
  const row = await db.selectFrom("audit").select("hash").where("seq", "=", seq).executeTakeFirst();
  return row?.hash ?? null;
}
