import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { type RelationFacts, relationFacts } from "@/lib/db/queries/relation-facts";
import { relationBlock } from "@/lib/domain/blocks";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { readCodes } from "@/lib/domain/observed";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import { reasonOf } from "@/lib/services/account-operations/request-operation";
import { askSecondPerson, isSecondPersonWanted } from "@/lib/services/approvals/ask-second-person";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { expectationOf } from "@/lib/services/changes/relation-plan";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/** One request of a calibration as a change set of its own, so that it has a receipt like any other. */
async function queueRequest(
  tx: Tx,
  context: Context,
  facts: RelationFacts,
  request: {
    readonly code: PermissionCode;
    readonly verb: "ADD" | "DELETE";
    readonly reason: string;
    /** Under which it goes; null: one person alone decided. */
    readonly approvalId: string | null;
  },
): Promise<string> {
  const at = instant(context.now());
  const changeSetId = randomUUID();
  await tx
    .insertInto("change_set")
    .values({
      id: changeSetId,
      payer_uid: context.payer,
      purpose: "calibration",
      status: "applying",
      person_id: context.actor.id,
      reason: request.reason,
      plan_hash: null,
      created_at: at,
      applied_at: at,
      stopped_at: null,
      correlation_id: context.correlationId,
      version: 0,
      approval_id: request.approvalId,
      until: null,
      stop_reason: null,
    })
    .execute();
  await tx
    .insertInto("change")
    .values({
      id: randomUUID(),
      change_set_id: changeSetId,
      payer_uid: context.payer,
      relation_id: facts.relation.relation_id,
      code: request.code,
      direction: request.verb === "ADD" ? "add" : "remove",
      operation_id: null,
      outcome: null,
      reason: null,
      read_at: null,
      cause_proven: 0,
      after: null,
    })
    .execute();
  const expects = expectationOf(context.payer, facts, readCodes(facts.rows, facts.aliases, at), at);
  await queueOperations(tx, { payer: context.payer, changeSetId, at }, [
    { expects, operations: [{ verb: request.verb, codes: [request.code], requires: [] }] },
  ]);
  return changeSetId;
}

/** A relation on which nothing is under way: a late effect on another code would look like the raw one being sought. */
async function quietRelation(tx: Tx, context: Context, relationId: RelationId): Promise<RelationFacts> {
  const facts = await relationFacts(tx, reachOf(context), relationId);
  if (!facts) throw new AppError("not_found");
  authorise(context, "calibration.run");
  const block = relationBlock(facts.block, instant(context.now()));
  if (block) throw new AppError(block.reason === "writes_off" ? "writes_off" : "change_blocked");
  if (facts.open.length > 0) throw new AppError("change_blocked");
  return facts;
}

interface CalibrationStart {
  readonly relationId: RelationId;
  readonly code: PermissionCode;
  readonly reason: string;
}

/** A relation on which a calibration of the code can start, with the reason as it is kept. */
async function startable(tx: Tx, context: Context, input: CalibrationStart) {
  const facts = await quietRelation(tx, context, input.relationId);
  const reason = reasonOf(input.reason);
  const running = await tx
    .selectFrom("calibration")
    .select("id")
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", input.relationId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  const at = instant(context.now());
  if (running || readCodes(facts.rows, facts.aliases, at).codes[input.code].status === "on")
    throw new AppError("change_blocked");
  return { facts, reason, at };
}

/**
 * Starts a calibration in a transaction, under an approval or by one person alone: its ADD is queued. Throws as
 * `startCalibration` does.
 */
export async function beginCalibration(
  tx: Tx,
  context: Context,
  input: CalibrationStart,
  approvalId: string | null,
): Promise<{ readonly calibrationId: string; readonly changeSetId: string }> {
  const { facts, reason, at } = await startable(tx, context, input);
  const changeSetId = await queueRequest(tx, context, facts, { code: input.code, verb: "ADD", reason, approvalId });
  const calibrationId = randomUUID();
  await tx
    .insertInto("calibration")
    .values({
      id: calibrationId,
      payer_uid: context.payer,
      relation_id: input.relationId,
      code: input.code,
      step: "adding",
      proposed_raw: null,
      failure: null,
      person_id: context.actor.id,
      started_at: at,
      ended_at: null,
      add_change_set_id: changeSetId,
      remove_change_set_id: null,
    })
    .execute();
  await appendAudit(tx, authorOf(context), {
    action: "calibration.started",
    entity: `calibration:${calibrationId}`,
    detail: {
      relationId: input.relationId,
      code: input.code,
      changeSetId,
      reason,
      secondPerson: approvalId ?? "off",
    },
  });
  return { calibrationId, changeSetId };
}

/**
 * Starts to find out which raw code stands for one of the seven: ADDs that code on one relation and watches which raw
 * code appears. What comes of it is an alias, which may want a second person: then it is asked for, and starts when they
 * agree. `change_blocked` when the code is seen on already, another calibration of the relation is open, or a
 * change of it may still take effect.
 */
export async function startCalibration(
  context: Context,
  input: CalibrationStart,
): Promise<{
  readonly calibrationId: string | null;
  readonly changeSetId: string | null;
  readonly approvalId: string | null;
}> {
  const started = await context.database.transaction(async (tx) => {
    const { reason } = await startable(tx, context, input);
    if (!(await isSecondPersonWanted(tx, context, "alias")))
      return { ...(await beginCalibration(tx, context, input, null)), approvalId: null };
    const payload = { ...input, reason };
    const approvalId = await askSecondPerson(tx, context, { kind: "calibration", subjectId: null, payload, reason });
    return { calibrationId: null, changeSetId: null, approvalId };
  });
  context.wake();
  return started;
}

/**
 * Accepts the proposed raw code: DELETEs the code again; when the raw code disappears, the pair becomes an alias.
 * `change_blocked` while a change of the relation may still take effect.
 */
export async function confirmCalibration(
  context: Context,
  input: { readonly calibrationId: string },
): Promise<{ readonly changeSetId: string }> {
  const confirmed = await context.database.transaction(async (tx) => {
    const calibration = await tx
      .selectFrom("calibration")
      .selectAll()
      .where("id", "=", input.calibrationId)
      .where("payer_uid", "=", context.payer)
      .executeTakeFirst();
    if (!calibration || !isPermissionCode(calibration.code)) throw new AppError("not_found");
    const facts = await quietRelation(tx, context, calibration.relation_id as RelationId);
    if (calibration.step !== "proposed") throw new AppError("conflict");
    const added = await tx
      .selectFrom("change_set")
      .select(["reason", "approval_id"])
      .where("id", "=", calibration.add_change_set_id)
      .executeTakeFirstOrThrow();
    const { reason, approval_id: approvalId } = added;
    const request = { code: calibration.code, verb: "DELETE", reason, approvalId } as const;
    const changeSetId = await queueRequest(tx, context, facts, request);
    await tx
      .updateTable("calibration")
      .set({ step: "removing", remove_change_set_id: changeSetId })
      .where("id", "=", calibration.id)
      .execute();
    await appendAudit(tx, authorOf(context), {
      action: "calibration.confirmed",
      entity: `calibration:${calibration.id}`,
      detail: { proposedRaw: calibration.proposed_raw, changeSetId },
    });
    return { changeSetId };
  });
  context.wake();
  return confirmed;
}

/** Ends a calibration without an alias. What its ADD did stays: it is shown as an unmapped code. */
export async function abandonCalibration(context: Context, input: { readonly calibrationId: string }): Promise<null> {
  return context.database.transaction(async (tx) => {
    const calibration = await tx
      .selectFrom("calibration")
      .select("id")
      .where("id", "=", input.calibrationId)
      .where("payer_uid", "=", context.payer)
      .executeTakeFirst();
    if (!calibration) throw new AppError("not_found");
    authorise(context, "calibration.run");
    const { numUpdatedRows } = await tx
      .updateTable("calibration")
      .set({ step: "failed", failure: "abandoned", ended_at: instant(context.now()) })
      .where("id", "=", input.calibrationId)
      .where("payer_uid", "=", context.payer)
      .where("step", "=", "proposed")
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new AppError("conflict");
    await appendAudit(tx, authorOf(context), {
      action: "calibration.abandoned",
      entity: `calibration:${input.calibrationId}`,
    });
    return null;
  });
}
