import { sql } from "kysely";
import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import { type Instant, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Expectation } from "@/lib/domain/plan";

/**
 * queued → reading (claimed, nothing sent) → sending (the intent is on disk) → checking (answered, being read back)
 * → settled; or unsettled / waiting_member, until a later read decides.
 */
export const openStates = ["queued", "reading", "sending", "checking", "waiting_member", "unsettled"] as const;
export type OpenState = (typeof openStates)[number];
export type OperationState = OpenState | "settled";

const codeList = z.array(z.custom<PermissionCode>((value) => typeof value === "string" && isPermissionCode(value)));
const text = z.string();
const uid = z.custom<Uid>((value) => typeof value === "string" && parseUid(value) !== null);
const relationId = z.custom<RelationId>((value) => typeof value === "string" && parseRelationId(value) !== null);

/** Reads a JSON array of codes that this program wrote. Throws when the row was tampered with. */
export const parseCodes = (json: string): readonly PermissionCode[] => codeList.parse(JSON.parse(json));

const expectation = z.object({
  relationId,
  masterId: uid,
  memberId: uid,
  type: text,
  state: text,
  on: codeList,
  unmapped: z.array(text),
});

/** Reads the stored expectation of an operation. Throws when the row was tampered with. */
const parseExpectation = (json: string): Expectation => expectation.parse(JSON.parse(json));

/** One operation as the executor works on it. */
export interface Operation {
  readonly id: string;
  readonly changeSetId: string;
  readonly relationId: RelationId;
  readonly position: number;
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  readonly requires: readonly number[];
  readonly expects: Expectation;
  readonly requestId: string;
  readonly state: OperationState;
  readonly epoch: number;
  readonly expiresAt: Instant;
  readonly dueAt: Instant;
  readonly firstSentAt: Instant | null;
  readonly lastSentAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly settlesAt: Instant | null;
  readonly waitingSince: Instant | null;
  readonly absentSince: Instant | null;
}

export function operationOf(row: Schema["operation"]): Operation {
  return {
    id: row.id,
    changeSetId: row.change_set_id,
    relationId: row.relation_id as RelationId,
    position: row.position,
    verb: z.enum(["ADD", "DELETE"]).parse(row.verb),
    codes: parseCodes(row.codes),
    requires: z.array(z.number()).parse(JSON.parse(row.requires)),
    expects: parseExpectation(row.expects),
    requestId: row.request_id,
    state: z.enum([...openStates, "settled"]).parse(row.state),
    epoch: row.epoch,
    expiresAt: row.expires_at as Instant,
    dueAt: row.due_at as Instant,
    firstSentAt: row.first_sent_at as Instant | null,
    lastSentAt: row.last_sent_at as Instant | null,
    answeredAt: row.answered_at as Instant | null,
    settlesAt: row.settles_at as Instant | null,
    waitingSince: row.waiting_since as Instant | null,
    absentSince: row.absent_since as Instant | null,
  };
}

/** Operations of relations that are not settled, oldest first. */
export const openOperations = async (
  db: Queryable,
  payer: string,
  relationIds: readonly string[],
): Promise<readonly Schema["operation"][]> =>
  relationIds.length === 0
    ? []
    : db
        .selectFrom("operation")
        .selectAll()
        .where("payer_uid", "=", payer)
        .where("relation_id", "in", [...relationIds])
        .where("state", "!=", "settled")
        .orderBy("created_at")
        .orderBy("position")
        .execute();

/** Lets the executor read relations now that wait for their member or are unsettled. `null`: all of the account. */
export async function hastenReads(
  tx: Tx,
  payer: string,
  relationIds: readonly string[] | null,
  at: Instant,
): Promise<void> {
  if (relationIds?.length === 0) return;
  await tx
    .updateTable("operation")
    .set({ due_at: at })
    .where("payer_uid", "=", payer)
    .where("state", "in", ["waiting_member", "unsettled"])
    .where("due_at", ">", at)
    .$if(relationIds !== null, (query) => query.where("relation_id", "in", [...(relationIds ?? [])]))
    .execute();
}

/** Ties the changes of a set to its operations: each code of a relation is in one of them. */
export async function tieChanges(tx: Tx, changeSetId: string): Promise<void> {
  await tx
    .updateTable("change")
    .set((e) => ({
      operation_id: e
        .selectFrom("operation")
        .select("operation.id")
        .whereRef("operation.payer_uid", "=", "change.payer_uid")
        .whereRef("operation.relation_id", "=", "change.relation_id")
        .whereRef("operation.change_set_id", "=", "change.change_set_id")
        .where(sql<boolean>`operation.codes like '%"' || change.code || '"%'`),
    }))
    .where("change_set_id", "=", changeSetId)
    .execute();
}
