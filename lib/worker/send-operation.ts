import { randomUUID } from "node:crypto";
import type { Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import { appendAudit } from "@/lib/db/queries/audit";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { expectAfter } from "@/lib/domain/plan";
import { holdsAlready, isAsPlanned, type Reading } from "@/lib/domain/read-back";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import { isSendingAllowed } from "@/lib/worker/claim-operation";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { authorOfOperation, moveOperation } from "@/lib/worker/move-operation";
import { nextTry } from "@/lib/worker/next-try";
import { type OperationFacts, operationFacts, type PreRead, wasSent } from "@/lib/worker/operation-facts";
import { askPermissions, takeReading } from "@/lib/worker/read-relation";
import { recordAnswer } from "@/lib/worker/record-answer";
import { settleOperation, type Verdict } from "@/lib/worker/settle-operation";

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

/** What a pre-read decides when nothing may be sent on it; null: it is as planned. */
function whyNotSent(
  operation: Operation,
  facts: OperationFacts,
  reading: Reading,
): ((code: Operation["codes"][number]) => Verdict) | null {
  const sentBefore = wasSent(facts);
  if (holdsAlready(facts.sent, reading))
    return () => (sentBefore ? { outcome: "verified", causeProven: false } : { outcome: "already_so" });
  if (isAsPlanned(reading, expectAfter(operation.expects, facts.done))) return null;
  if (!sentBefore) return () => ({ outcome: "not_sent", reason: "stale" });
  return (code) => {
    const shown = operation.verb === "ADD" ? reading.on.includes(code) : !reading.on.includes(code);
    return shown ? { outcome: "verified", causeProven: false } : { outcome: "no_effect" };
  };
}

/** Pre-read accepted: records it and, in the same transaction, either settles or puts the intent on disk. */
async function intend(
  context: ExecutorContext,
  operation: Operation,
  asked: { readonly value: PermissionAnswer; readonly evidence: Evidence; readonly generation: number },
): Promise<{ readonly operation: Operation; readonly attemptId: string } | null> {
  const intent = await context.database.transaction(async (tx) => {
    const reading = await takeReading(tx, context, operation, asked, "pre_read");
    const facts = await operationFacts(tx, operation);
    const verdict = whyNotSent(operation, facts, reading);
    if (verdict) {
      await settleOperation(tx, context, operation, facts, verdict, { reading, beganAt: asked.evidence.beganAt });
      return null;
    }
    // Paused or stopped while it was being read: back on the list, where the claim decides.
    if (facts.set.stopped_at !== null || !(await isSendingAllowed(tx, context.payer))) {
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
    await appendAudit(tx, await authorOfOperation(tx, context, operation), {
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
    return { operation: sending, attemptId };
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
  if (read.kind === "refused") {
    await context.database.transaction(async (tx) => {
      const facts = await operationFacts(tx, claimed);
      const error = { code: read.evidence.code, requestId: read.evidence.requestId };
      await tx
        .updateTable("operation")
        .set({ pre_read_error: JSON.stringify(error) })
        .where("id", "=", claimed.id)
        .execute();
      const verdict: Verdict = wasSent(facts) ? { outcome: "refused" } : { outcome: "not_sent", reason: "unreachable" };
      await settleOperation(tx, context, claimed, facts, () => verdict, null);
    });
    raise("changed");
    return null;
  }
  if (read.kind === "throttled") return requeue(context, claimed, "throttled", read.retryAfterMs, read.evidence);
  if (read.kind !== "accepted") return requeue(context, claimed, "unreachable", null, read.evidence);

  const intent = await intend(context, claimed, { value: read.value, evidence: read.evidence, generation });
  if (!intent) return null;
  const { operation, attemptId } = intent;
  const answer = await context.gateway.modifyAccountRelation(
    {
      relationId: operation.relationId,
      payer: operation.expects.masterId,
      member: operation.expects.memberId,
      verb: operation.verb,
      codes: operation.codes,
      requestId: operation.requestId,
    },
    { fence: () => context.leader.maySend(operation.epoch) },
  );
  return recordAnswer(context, operation, attemptId, answer);
}
