import type { Answer } from "@/lib/bss/answer";
import { appendAudit } from "@/lib/db/queries/audit";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { instant, later } from "@/lib/domain/ids";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { authorOfOperation, moveOperation } from "@/lib/worker/move-operation";
import { nextTry } from "@/lib/worker/next-try";
import { operationFacts, wasSent } from "@/lib/worker/operation-facts";
import { settleOperation } from "@/lib/worker/settle-operation";

type Sent = Answer<void> | { readonly kind: "fenced" };

/** What is kept of an answer, whatever it decides. */
function columnsOf(context: ExecutorContext, answer: Sent) {
  const evidence = answer.kind === "fenced" ? null : answer.evidence;
  return {
    // When it really left: after its turn in the rate.
    ...(evidence ? { sent_at: evidence.beganAt } : {}),
    answered_at: evidence?.endedAt ?? instant(context.now()),
    status: evidence?.status ?? null,
    code: evidence?.code ?? null,
    message: evidence ? evidence.message : "not sent: stopped, paused, or the lease too short",
    success: evidence?.success == null ? null : Number(evidence.success),
    request_id_answered: evidence?.requestId ?? null,
    host_id: evidence?.hostId ?? null,
  };
}

/** An answer that came after another leader took the operation over: kept as evidence, and decides nothing. */
async function keepLateAnswer(
  context: ExecutorContext,
  operation: Operation,
  attemptId: string,
  answer: Sent,
): Promise<void> {
  const kept = columnsOf(context, answer);
  await context.database.transaction(async (tx) => {
    await tx.updateTable("attempt").set(kept).where("id", "=", attemptId).execute();
    await appendAudit(tx, await authorOfOperation(tx, context, operation), {
      action: "operation.answered_late",
      outcome: "failed",
      entity: `operation:${operation.id}`,
      detail: { answer: answer.kind, status: kept.status, code: kept.code, epoch: operation.epoch },
    });
  });
}

/** Writes what came back beside the attempt, and what follows from its class (rule 5). */
async function decide(
  context: ExecutorContext,
  operation: Operation,
  attemptId: string,
  answer: Sent,
): Promise<Operation | null> {
  const kept = columnsOf(context, answer);
  const next = await context.database.transaction(async (tx) => {
    await tx
      .updateTable("attempt")
      .set({
        ...kept,
        answer: answer.kind === "fenced" ? "unreachable" : answer.kind,
        ambiguity: answer.kind === "ambiguous" ? answer.reason : null,
      })
      .where("id", "=", attemptId)
      .execute();
    await appendAudit(tx, await authorOfOperation(tx, context, operation), {
      action: "operation.answered",
      outcome: answer.kind === "accepted" ? "done" : "failed",
      entity: `operation:${operation.id}`,
      detail: {
        answer: answer.kind,
        status: kept.status,
        code: kept.code,
        requestIdAnswered: kept.request_id_answered,
      },
    });
    const facts = await operationFacts(tx, operation);
    if (answer.kind === "unreachable" && answer.reason === "invalid_command") {
      await settleOperation(
        tx,
        context,
        operation,
        facts,
        () => ({ outcome: "not_sent", reason: "unreachable" }),
        null,
      );
      return null;
    }
    const sentAt = answer.kind === "fenced" ? instant(context.now()) : answer.evidence.beganAt;
    if (answer.kind === "fenced" || answer.kind === "unreachable" || answer.kind === "throttled") {
      const throttled = answer.kind === "throttled";
      await moveOperation(tx, operation, "queued", {
        ...nextTry(context, operation, throttled ? answer.retryAfterMs : null),
        waiting: throttled ? "throttled" : answer.kind === "fenced" ? null : "unreachable",
        ...(wasSent(facts) ? {} : { first_sent_at: null, last_sent_at: null }),
      });
      await touchChangeSet(tx, operation.changeSetId);
      return null;
    }
    const checking = await moveOperation(tx, operation, "checking", {
      answered_at: kept.answered_at,
      waiting_since: null,
      last_sent_at: sentAt,
      settles_at: later(sentAt, context.settings.settleMs),
    });
    await touchChangeSet(tx, operation.changeSetId);
    return checking;
  });
  raise("changed");
  return next;
}

/** Writes what came back beside the attempt and moves the operation on; a late answer is only kept (rule 10). */
export async function recordAnswer(
  context: ExecutorContext,
  operation: Operation,
  attemptId: string,
  answer: Sent,
): Promise<Operation | null> {
  try {
    return await decide(context, operation, attemptId, answer);
  } catch (error) {
    if (error instanceof Superseded) await keepLateAnswer(context, operation, attemptId, answer);
    throw error;
  }
}
