import { randomUUID } from "node:crypto";
import type { Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import type { Queryable } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { instant, later } from "@/lib/domain/ids";
import { expectAfter } from "@/lib/domain/plan";
import { holdsAlready, isAsPlanned, isSameRelation } from "@/lib/domain/read-back";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import { isSendingAllowed } from "@/lib/worker/claim-operation";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { logWrite } from "@/lib/worker/log-write";
import { authorOfOperation, moveOperation } from "@/lib/worker/move-operation";
import { nextTry } from "@/lib/worker/next-try";
import { type OperationFacts, operationFacts, type PreRead, wasSent } from "@/lib/worker/operation-facts";
import { scopeOf } from "@/lib/worker/read-failure";
import { askPermissions, type TakenReading, takeReading } from "@/lib/worker/read-relation";
import { recordAnswer } from "@/lib/worker/record-answer";
import { settleOperation } from "@/lib/worker/settle-operation";
import type { Verdict } from "@/lib/worker/verdict";

/** Puts an operation back on the list, saying why it waits. */
async function requeue(
  context: ExecutorContext,
  operation: Operation,
  waiting: "throttled" | "unreachable" | null,
  hintMs: number | null,
  evidence: Evidence | null,
): Promise<null> {
  const error = evidence
    ? JSON.stringify({ code: evidence.code ?? evidence.message, requestId: evidence.requestId })
    : null;
  await context.database.transaction(async (tx) => {
    const wait = waiting ? nextTry(context, operation, hintMs) : { due_at: instant(context.now()) };
    await moveOperation(tx, operation, "queued", { ...wait, waiting, pre_read_error: error });
    await touchChangeSet(tx, operation.changeSetId);
  });
  raise("changed");
  return null;
}

/** What follows from a pre-read: send on it, decide against an earlier attempt's, read anew, or end without sending. */
type Step = { readonly kind: "send" | "read_back" | "read_anew" } | { readonly kind: "end"; readonly verdict: Verdict };

function stepAfter(operation: Operation, facts: OperationFacts, { reading, current }: TakenReading): Step {
  const expects = expectAfter(operation.expects, facts.done);
  // Late, or against what was just proven: such a read says nothing, not even that there is nothing to do.
  if (!current && isSameRelation(reading, expects)) return { kind: "read_anew" };
  const holds = holdsAlready(facts.sent, reading, expects);
  if (!holds && isAsPlanned(reading, expects)) return { kind: "send" };
  // A throttled request may have been carried out after all: the one judge of reads after a write decides.
  if (wasSent(facts)) return { kind: "read_back" };
  return { kind: "end", verdict: holds ? { outcome: "already_so" } : { outcome: "not_sent", reason: "stale" } };
}

type Intent =
  | {
      readonly kind: "send";
      readonly operation: Operation;
      readonly attemptId: string;
      readonly correlationId: string;
    }
  | { readonly kind: "read_back"; readonly operation: Operation }
  | null;

/** Whether the operation may still be sent: asked before the intent is written, and again when its turn has come. */
async function isWanted(db: Queryable, context: ExecutorContext, changeSetId: string): Promise<boolean> {
  const set = await db.selectFrom("change_set").select("stopped_at").where("id", "=", changeSetId).executeTakeFirst();
  return set?.stopped_at === null && (await isSendingAllowed(db, context.payer));
}

/** Pre-read accepted: records it and, in the same transaction, either settles or puts the intent on disk. */
async function intend(
  context: ExecutorContext,
  operation: Operation,
  asked: { readonly value: PermissionAnswer; readonly evidence: Evidence; readonly generation: number },
): Promise<Intent> {
  const intent = await context.database.transaction(async (tx): Promise<Intent> => {
    const taken = await takeReading(tx, context, operation, asked, "pre_read");
    const { reading } = taken;
    const facts = await operationFacts(tx, operation);
    const step = stepAfter(operation, facts, taken);
    if (step.kind === "end") {
      const read = { reading, beganAt: asked.evidence.beganAt };
      await settleOperation(tx, context, operation, facts, () => step.verdict, read);
      return null;
    }
    if (step.kind === "read_back")
      return { kind: "read_back", operation: await moveOperation(tx, operation, "checking", { waiting: null }) };
    if (step.kind === "read_anew") {
      const due = later(instant(context.now()), context.settings.visibilityLagMs);
      await moveOperation(tx, operation, "queued", { due_at: due });
      return null;
    }
    // Paused or stopped while it was being read: back on the list, where the claim decides.
    if (!(await isWanted(tx, context, operation.changeSetId))) {
      await moveOperation(tx, operation, "queued");
      return null;
    }
    const at = instant(context.now());
    const attemptId = randomUUID();
    const before: PreRead = {
      beganAt: asked.evidence.beganAt,
      endedAt: asked.evidence.endedAt,
      requestId: asked.evidence.requestId,
      state: reading.state,
      type: reading.type,
      on: [...reading.on],
      unmapped: [...reading.unmapped],
      raw: [...reading.raw],
    };
    await tx
      .insertInto("attempt")
      .values({
        id: attemptId,
        operation_id: operation.id,
        number: facts.attempts.length + 1,
        epoch: operation.epoch,
        before: JSON.stringify(before),
        sent_at: at,
        answered_at: null,
        answer: null,
        ambiguity: null,
        status: null,
        code: null,
        message: null,
        success: null,
        request_id_answered: null,
        host_id: null,
      })
      .execute();
    const sending = await moveOperation(tx, operation, "sending", {
      waiting: null,
      pre_read_error: null,
      first_sent_at: operation.firstSentAt ?? at,
      last_sent_at: at,
    });
    const author = await authorOfOperation(tx, context, operation);
    await appendAudit(tx, author, {
      action: "operation.sending",
      entity: `operation:${operation.id}`,
      detail: {
        changeSetId: operation.changeSetId,
        relationId: operation.relationId,
        verb: operation.verb,
        codes: operation.codes,
        requestId: operation.requestId,
        attempt: facts.attempts.length + 1,
      },
    });
    await touchChangeSet(tx, operation.changeSetId);
    return { kind: "send", operation: sending, attemptId, correlationId: author.correlationId };
  });
  raise("changed");
  return intent;
}

/**
 * Sends a claimed operation: pre-read, intent on disk, one request. Gives it back when its answer is to be read back,
 * null when it was settled, waits, or was put back on the list.
 */
export async function sendOperation(context: ExecutorContext, claimed: Operation): Promise<Operation | null> {
  const { answer: read, generation } = await askPermissions(context, claimed, true);
  // At shutdown it stays as it is on disk, where whoever leads next finds it.
  if (context.abort.aborted) throw new Superseded("shutting down");
  if (read.kind === "throttled") return requeue(context, claimed, "throttled", read.retryAfterMs, read.evidence);
  // What is wrong with the key is no word about this relation: it waits until the key is right.
  if (read.kind === "refused" && scopeOf(read, "permissions") === "request")
    return giveUp(context, claimed, read.evidence);
  if (read.kind !== "accepted") return requeue(context, claimed, "unreachable", null, read.evidence);

  const intent = await intend(context, claimed, { value: read.value, evidence: read.evidence, generation });
  if (!intent) return null;
  if (intent.kind === "read_back") return intent.operation;
  const { operation, attemptId, correlationId } = intent;
  const answer = await context.gateway.modifyAccountRelation(
    {
      relationId: operation.relationId,
      payer: operation.expects.masterId,
      member: operation.expects.memberId,
      verb: operation.verb,
      codes: operation.codes,
      requestId: operation.requestId,
    },
    {
      ready: () => isWanted(context.database.read, context, operation.changeSetId),
      fence: () => context.leader.maySend(operation.epoch),
    },
  );
  const { id: operationId, requestId } = operation;
  logWrite(context.logger, { correlationId, operationId, action: "ModifyAccountRelation", requestId, answer });
  return recordAnswer(context, operation, attemptId, answer);
}

/** Upstream refuses to be asked about this relation: nothing is sent, or what was sent is left to be read back. */
async function giveUp(context: ExecutorContext, claimed: Operation, evidence: Evidence): Promise<Operation | null> {
  const next = await context.database.transaction(async (tx) => {
    const facts = await operationFacts(tx, claimed);
    if (wasSent(facts)) return moveOperation(tx, claimed, "checking", { waiting: null });
    const error = JSON.stringify({ code: evidence.code, requestId: evidence.requestId });
    await tx.updateTable("operation").set({ pre_read_error: error }).where("id", "=", claimed.id).execute();
    const verdict: Verdict = { outcome: "not_sent", reason: "unreachable" };
    await settleOperation(tx, context, claimed, facts, () => verdict, null);
    return null;
  });
  raise("changed");
  return next;
}
