import type { CreatedAccount, Sent } from "@/lib/bss/gateway";
import { isEmailTaken } from "@/lib/bss/refusals";
import type { Tx } from "@/lib/db/database";
import type { AccountOperation } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import { raise } from "@/lib/db/signal";
import type { AccountOperationKind } from "@/lib/domain/account-operation";
import { instant, later, type RelationId } from "@/lib/domain/ids";
import type { AccountResult } from "@/lib/domain/views/account-operation";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import {
  authorOf,
  holdAccountOperation,
  moveAccountOperation,
  settleAccountOperation,
} from "@/lib/worker/account-operations/move-account-operation";
import { Superseded } from "@/lib/worker/executor-context";
import { logWrite } from "@/lib/worker/log-write";
import { nextTry } from "@/lib/worker/next-try";

/** The answer to the one request of an account operation. */
export type AccountAnswer = Sent<CreatedAccount> | Sent<{ readonly relationId: RelationId | null }> | Sent<void>;

const actions: Record<AccountOperationKind, string> = {
  create: "CreateAgAccount",
  link: "AddAccountRelation",
  unlink: "RelieveAccountRelation",
  cancel: "ConfirmRelation",
  accept: "ConfirmRelation",
  decline: "ConfirmRelation",
};

/** What is kept of an answer, whatever it decides. */
function columnsOf(context: AccountContext, answer: AccountAnswer) {
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
  context: AccountContext,
  operation: AccountOperation,
  attemptId: string,
  answer: AccountAnswer,
): Promise<void> {
  const kept = columnsOf(context, answer);
  await context.database.transaction(async (tx) => {
    await tx.updateTable("account_attempt").set(kept).where("id", "=", attemptId).execute();
    await appendAudit(tx, authorOf(context, operation), {
      action: "account_operation.answered_late",
      outcome: "failed",
      entity: `account_operation:${operation.id}`,
      detail: { answer: answer.kind, status: kept.status, code: kept.code, epoch: operation.epoch },
    });
  });
}

/** What an accepted answer says about the thing itself. */
function resultOf(answer: AccountAnswer): AccountResult | null {
  if (answer.kind !== "accepted" || !answer.value) return null;
  const nothing = { relationId: null, pk: null, mpk: null, type: null, ramAdminRoleName: null };
  return { ...nothing, ...answer.value };
}

/** Whether an earlier request of it may have reached upstream: throttled ones did, unreachable ones did not. */
async function wasSent(tx: Tx, operation: AccountOperation): Promise<boolean> {
  const row = await tx
    .selectFrom("account_attempt")
    .select("id")
    .where("account_operation_id", "=", operation.id)
    .where((e) => e.or([e("answer", "is", null), e("answer", "<>", "unreachable")]))
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether flow control turned an earlier request away: that it was not carried out all the same, nobody has promised. */
async function wasThrottled(tx: Tx, operation: AccountOperation): Promise<boolean> {
  const row = await tx
    .selectFrom("account_attempt")
    .select("id")
    .where("account_operation_id", "=", operation.id)
    .where("answer", "=", "throttled")
    .executeTakeFirst();
  return row !== undefined;
}

async function decide(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  answer: AccountAnswer,
): Promise<AccountOperation | null> {
  if (answer.kind === "unreachable" && answer.reason === "invalid_command") {
    await settleAccountOperation(tx, context, operation, { outcome: "not_sent", reason: "unreachable" });
    return null;
  }
  if (answer.kind === "fenced" || answer.kind === "unreachable" || answer.kind === "throttled") {
    const isThrottled = answer.kind === "throttled";
    await moveAccountOperation(tx, operation, "queued", {
      ...nextTry(context, operation, isThrottled ? answer.retryAfterMs : null),
      waiting: isThrottled ? "throttled" : answer.kind === "fenced" ? null : "unreachable",
      ...((await wasSent(tx, operation)) ? {} : { first_sent_at: null, last_sent_at: null }),
    });
    return null;
  }
  const sentAt = answer.evidence.beganAt;
  const settlesAt = later(sentAt, context.settings.settleMs);
  const result = resultOf(answer);
  const facts = {
    waiting: null,
    waiting_since: null,
    last_sent_at: sentAt,
    settles_at: settlesAt,
    ...(result ? { result: JSON.stringify(result) } : {}),
    ...(result?.relationId ? { relation_id: result.relationId } : {}),
    ...(result?.pk ? { member_uid: result.pk } : {}),
  };
  const isLocking =
    answer.kind === "ambiguous" ||
    (answer.kind === "refused" && isEmailTaken(answer.evidence.code) && (await wasThrottled(tx, operation)));
  if (operation.kind === "create" && isLocking) {
    await holdAccountOperation(
      tx,
      context,
      operation,
      "locked",
      { outcome: "not_confirmed" },
      { ...facts, settles_at: null },
    );
    return null;
  }
  if (operation.kind === "create" && answer.kind === "refused") {
    // Nothing finds an account by its e-mail, so a refusal of a create cannot be read back.
    await settleAccountOperation(tx, context, operation, { outcome: "refused" }, facts);
    return null;
  }
  return moveAccountOperation(tx, operation, "checking", facts);
}

/** Writes what came back beside the attempt and moves the operation on; a late answer is only kept (rule 10). */
export async function recordAccountAnswer(
  context: AccountContext,
  operation: AccountOperation,
  attemptId: string,
  answer: AccountAnswer,
): Promise<AccountOperation | null> {
  const { id: operationId, correlationId, requestId, kind } = operation;
  logWrite(context.logger, { correlationId, operationId, action: actions[kind], requestId, answer });
  try {
    const kept = columnsOf(context, answer);
    const next = await context.database.transaction(async (tx) => {
      await tx
        .updateTable("account_attempt")
        .set({
          ...kept,
          answer: answer.kind === "fenced" ? "unreachable" : answer.kind,
          ambiguity: answer.kind === "ambiguous" ? answer.reason : null,
        })
        .where("id", "=", attemptId)
        .execute();
      await appendAudit(tx, authorOf(context, operation), {
        action: "account_operation.answered",
        outcome: answer.kind === "accepted" ? "done" : "failed",
        entity: `account_operation:${operation.id}`,
        detail: {
          answer: answer.kind,
          status: kept.status,
          code: kept.code,
          requestIdAnswered: kept.request_id_answered,
        },
      });
      return decide(tx, context, operation, answer);
    });
    raise("changed");
    return next;
  } catch (error) {
    if (error instanceof Superseded) await keepLateAnswer(context, operation, attemptId, answer);
    throw error;
  }
}
