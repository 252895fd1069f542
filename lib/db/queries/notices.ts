import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import type { Schema } from "@/lib/db/schema";
import type { Instant, Uid } from "@/lib/domain/ids";
import { type NoticeFacts, type NoticeKind, type NoticeState, noticeKinds } from "@/lib/domain/notice";
import type { Role } from "@/lib/domain/policy";

export type NoticeRow = Schema["notice"];

/** The reader of notices that go to the webhook. */
export const webhookReader = "webhook";

const facts = z.custom<NoticeFacts>(
  (value) => z.object({ kind: z.enum([...noticeKinds, "test"]) }).safeParse(value).success,
);

/** Reads what a notice says; null: another version wrote it, or it was tampered with. */
export function parseFacts(json: string): NoticeFacts | null {
  try {
    return facts.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Stands where nobody wanted to be told: found once, it is not looked for again. */
const nobody = "nobody";

interface Found {
  readonly payer: Uid;
  readonly subject: string;
  readonly facts: NoticeFacts;
  readonly readers: readonly string[];
  readonly at: Instant;
}

/**
 * Keeps a notice for each of its readers, to be sent from now on; one that a reader has had already is left as it is.
 * Without readers a row is kept that goes to nobody.
 */
export async function insertNotices(tx: Tx, { payer, subject, facts: said, readers, at }: Found): Promise<void> {
  const rows = (readers.length > 0 ? readers : [nobody]).map((reader) => ({
    ...{ id: randomUUID(), payer_uid: payer, kind: said.kind, subject, reader, facts: JSON.stringify(said) },
    ...{ found_at: at, state: reader === nobody ? "dropped" : "waiting", tries: 0, due_at: at },
    ...{ failure: null, ended_at: reader === nobody ? at : null },
  }));
  await runForRows(tx, "notices", rows, (some) =>
    tx
      .insertInto("notice")
      .values(some)
      .onConflict((conflict) => conflict.columns(["payer_uid", "kind", "subject", "reader"]).doNothing()),
  );
}

/** Sent in one round at most; the rest are due the next time. */
const atOnce = 200;

/** The subject of a reader's newest notice of a kind, and when it was found; null: they have had none. */
export const newestNotice = (db: Queryable, payer: Uid, kind: NoticeKind, reader: string) =>
  db
    .selectFrom("notice")
    .select(["subject", "found_at"])
    .where("payer_uid", "=", payer)
    .where("kind", "=", kind)
    .where("reader", "=", reader)
    .orderBy("found_at", "desc")
    .limit(1)
    .executeTakeFirst();

/** Notices to be sent now, to the webhook or to people, the longest due first. */
export const dueNotices = (db: Queryable, to: "webhook" | "people", at: Instant): Promise<readonly NoticeRow[]> =>
  db
    .selectFrom("notice")
    .selectAll()
    .where("state", "=", "waiting")
    .where("due_at", "<=", at)
    .where("reader", to === "webhook" ? "=" : "!=", webhookReader)
    .orderBy("due_at")
    .orderBy("id")
    .limit(atOnce)
    .execute();

/** Takes a notice for one try; false: another process has. Whoever dies in it leaves it to be tried again at `until`. */
export async function claimNotice(tx: Tx, row: NoticeRow, until: Instant): Promise<boolean> {
  const taken = await tx
    .updateTable("notice")
    .set({ tries: row.tries + 1, due_at: until })
    .where("id", "=", row.id)
    .where("state", "=", "waiting")
    .where("tries", "=", row.tries)
    .returning("id")
    .executeTakeFirst();
  return taken !== undefined;
}

/** Ends a notice that waits. */
export const endNotice = (
  tx: Tx,
  id: string,
  state: Exclude<NoticeState, "waiting">,
  at: Instant,
  failure: string | null,
) =>
  tx
    .updateTable("notice")
    .set({ state, ended_at: at, failure })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .execute();

/** Has a notice tried again at a moment. */
export const delayNotice = (tx: Tx, id: string, at: Instant, failure: string) =>
  tx.updateTable("notice").set({ due_at: at, failure }).where("id", "=", id).where("state", "=", "waiting").execute();

/** A copy of a desk tells nobody what its original has told, or of what was before it: both ways count as turned on now. */
export async function dropWaitingNotices(tx: Tx, at: Instant): Promise<void> {
  await tx.updateTable("notice").set({ state: "dropped", ended_at: at }).where("state", "=", "waiting").execute();
  await tx.updateTable("meta").set({ value: at }).where("key", "in", ["notices:mail", "notices:webhook"]).execute();
}

/** Forgets notices that were found before a moment and have ended: long after what they told of is looked for. */
export const forgetNotices = (tx: Tx, before: Instant) =>
  tx.deleteFrom("notice").where("state", "!=", "waiting").where("found_at", "<", before).execute();

/** What a person does not want to be told of. */
export async function mutedKinds(db: Queryable, personId: string): Promise<readonly NoticeKind[]> {
  const rows = await db.selectFrom("notice_muted").select("kind").where("person_id", "=", personId).execute();
  return noticeKinds.filter((kind) => rows.some((row) => row.kind === kind));
}

/** Gives whether it was the other way before. */
export async function setMuted(tx: Tx, personId: string, kind: NoticeKind, muted: boolean): Promise<boolean> {
  const was = (await mutedKinds(tx, personId)).includes(kind);
  if (was === muted) return false;
  await (muted
    ? tx.insertInto("notice_muted").values({ person_id: personId, kind }).execute()
    : tx.deleteFrom("notice_muted").where("person_id", "=", personId).where("kind", "=", kind).execute());
  return true;
}

/**
 * Who may be told by mail of a kind: whoever has come here before, is not shut out and has not muted it. An invitation's
 * address is not proven: nobody is written to there.
 */
const mailReaders = (db: Queryable, kind: NoticeKind) =>
  db
    .selectFrom("person")
    .select("person.id")
    .where("disabled_at", "is", null)
    .where((e) =>
      e.or([
        e("password_hash", "is not", null),
        e.exists(e.selectFrom("identity").select("subject").whereRef("identity.person_id", "=", "person.id")),
      ]),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice_muted")
            .select("notice_muted.kind")
            .whereRef("notice_muted.person_id", "=", "person.id")
            .where("notice_muted.kind", "=", kind),
        ),
      ),
    )
    .orderBy("person.id");

/** This person, if they may be told by mail of a kind: their id, or nobody's. */
export const mailReader = async (db: Queryable, kind: NoticeKind, personId: string): Promise<readonly string[]> =>
  (await mailReaders(db, kind).where("person.id", "=", personId).execute()).map(({ id }) => id);

/** The ids of all with one of these roles who may be told by mail of a kind. */
export const mailReadersWith = async (
  db: Queryable,
  kind: NoticeKind,
  roles: readonly Role[],
): Promise<readonly string[]> =>
  (
    await mailReaders(db, kind)
      .where("person.id", "in", (e) =>
        e
          .selectFrom("person_role")
          .select("person_id")
          .where("role", "in", [...roles]),
      )
      .execute()
  ).map(({ id }) => id);

/** The newest notices of an account, with their readers' names, and how many wait and were given up. */
export async function noticesOf(db: Queryable, payer: Uid, most: number) {
  const newest = await db
    .selectFrom("notice")
    .leftJoin("person", "person.id", "notice.reader")
    .selectAll("notice")
    .select("person.name")
    .where("notice.payer_uid", "=", payer)
    .where("notice.reader", "!=", nobody)
    .orderBy("notice.found_at", "desc")
    .orderBy("notice.id")
    .limit(most)
    .execute();
  const counts = await db
    .selectFrom("notice")
    .select((e) => ["state", e.fn.countAll<number>().as("count")])
    .where("payer_uid", "=", payer)
    .groupBy("state")
    .execute();
  const of = (state: NoticeState) => Number(counts.find((row) => row.state === state)?.count ?? 0);
  return { newest, waiting: of("waiting"), givenUp: of("given_up") };
}

/** Since when a way of telling is on; null: it was off the last time. */
export async function noticesSince(db: Queryable, way: "mail" | "webhook"): Promise<Instant | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", `notices:${way}`).executeTakeFirst();
  return (row?.value as Instant | undefined) ?? null;
}

/** Notes since when a way of telling is on; null: it is off. */
export async function setNoticesSince(tx: Tx, way: "mail" | "webhook", at: Instant | null): Promise<void> {
  const key = `notices:${way}`;
  await tx.deleteFrom("meta").where("key", "=", key).execute();
  if (at !== null) await tx.insertInto("meta").values({ key, value: at }).execute();
}
