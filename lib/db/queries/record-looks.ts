import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { RecordLook } from "@/lib/domain/views/member";

const at = z.custom<Instant>((value) => typeof value === "string");
const text = z.string().nullable();
const told = <Shape extends z.ZodRawShape>(value: z.ZodObject<Shape>) =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("told"), at, requestId: text, value }),
    z.object({ kind: z.literal("failed"), at, requestId: text, code: z.string() }),
  ]);
const relationAnswer = told(
  z.object({
    parent: z.string(),
    child: z.string(),
    type: z.string(),
    statusText: z.string(),
    startTime: text,
    endTime: text,
    gmtModified: text,
  }),
);
const accountAnswer = told(
  z.object({
    accountType: text,
    isFinancialAccount: z.boolean().nullable(),
    memberGroupId: text,
    memberGroupName: text,
    memberNickname: text,
    userName: text,
  }),
);

/** What came of asking, both answers together. */
export type RecordAnswers = Pick<Extract<RecordLook, { doneAt: Instant }>, "relation" | "account">;

export async function insertRecordLook(
  tx: Tx,
  payer: Uid,
  asked: { readonly relationId: RelationId; readonly personId: string; readonly at: Instant },
): Promise<void> {
  await tx
    .insertInto("record_look")
    .values({
      id: randomUUID(),
      payer_uid: payer,
      relation_id: asked.relationId,
      person_id: asked.personId,
      asked_at: asked.at,
      done_at: null,
      relation: null,
      account: null,
    })
    .execute();
}

/** The newest that somebody asked for about a relation; null when nobody did. */
export async function latestRecordLook(db: Queryable, payer: Uid, relationId: RelationId): Promise<RecordLook | null> {
  const row = await db
    .selectFrom("record_look")
    .select(["asked_at", "done_at", "relation", "account"])
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .orderBy("asked_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const askedAt = row.asked_at as Instant;
  if (row.done_at === null || row.relation === null || row.account === null)
    return { askedAt, doneAt: null, relation: null, account: null };
  return {
    askedAt,
    doneAt: row.done_at as Instant,
    relation: relationAnswer.parse(JSON.parse(row.relation)),
    account: accountAnswer.parse(JSON.parse(row.account)),
  };
}

/** What waits to be asked, the oldest first, with the account on the other side. */
export async function pendingRecordLooks(
  db: Queryable,
  payer: Uid,
  most: number,
): Promise<readonly { readonly id: string; readonly relationId: RelationId; readonly uid: Uid }[]> {
  const rows = await db
    .selectFrom("record_look")
    .innerJoin("relation", (join) =>
      join
        .onRef("relation.payer_uid", "=", "record_look.payer_uid")
        .onRef("relation.relation_id", "=", "record_look.relation_id"),
    )
    .select(["record_look.id", "record_look.relation_id", "relation.account_id"])
    .where("record_look.payer_uid", "=", payer)
    .where("record_look.done_at", "is", null)
    .orderBy("record_look.asked_at")
    .limit(most)
    .execute();
  return rows.map((row) => ({ id: row.id, relationId: row.relation_id as RelationId, uid: row.account_id as Uid }));
}

export async function closeRecordLook(tx: Tx, id: string, doneAt: Instant, answers: RecordAnswers): Promise<void> {
  await tx
    .updateTable("record_look")
    .set({ done_at: doneAt, relation: JSON.stringify(answers.relation), account: JSON.stringify(answers.account) })
    .where("id", "=", id)
    .execute();
}
