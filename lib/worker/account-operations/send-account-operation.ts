import { randomUUID } from "node:crypto";
import type { Unaccepted } from "@/lib/bss/answer";
import type { WriteGuards } from "@/lib/bss/gateway";
import type { Queryable, Tx } from "@/lib/db/database";
import type { AccountOperation } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import { readingOf } from "@/lib/domain/read-back";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import type { AccountVerdict } from "@/lib/services/account-operations/record-account-outcome";
import { openAccount } from "@/lib/services/account-operations/sealed-account";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { sightOf } from "@/lib/worker/account-operations/judge-account";
import { findMember, keepLook, type Look, lookAtRelation } from "@/lib/worker/account-operations/look-at-relation";
import {
  authorOf,
  moveAccountOperation,
  settleAccountOperation,
} from "@/lib/worker/account-operations/move-account-operation";
import { type AccountAnswer, recordAccountAnswer } from "@/lib/worker/account-operations/record-account-answer";
import { isSendingAllowed } from "@/lib/worker/claim-operation";
import { Superseded } from "@/lib/worker/executor-context";
import { nextTry } from "@/lib/worker/next-try";
import { scopeOf } from "@/lib/worker/read-failure";

/** The read before the request: what it showed, and in the transaction of the intent, what follows. */
type PreRead =
  | {
      readonly kind: "send";
      readonly before: { readonly state: string; readonly beganAt: Instant; readonly endedAt: Instant } | null;
      readonly keep: (tx: Tx) => Promise<unknown>;
    }
  | {
      readonly kind: "end";
      readonly verdict: AccountVerdict;
      readonly seenState: string | null;
      readonly relationId?: RelationId;
    }
  | { readonly kind: "read_back" }
  /** `answer` null: the list did not add up. */
  | { readonly kind: "requeue"; readonly answer: Unaccepted | null };

async function preRead(context: AccountContext, operation: AccountOperation): Promise<PreRead> {
  // CreateAgAccount has nothing to be read by: no API finds an account by its e-mail.
  if (operation.kind === "create") return { kind: "send", before: null, keep: async () => undefined };
  const wasSent = operation.firstSentAt !== null;
  if (operation.kind === "link") {
    const found = await findMember(context, operation.memberUid ?? context.payer);
    if (found.kind === "failed") return { kind: "requeue", answer: found.answer };
    if (found.kind === "found") {
      if (wasSent) return { kind: "read_back" };
      const { relationId, state } = found.relation;
      const verdict = { outcome: "not_sent", reason: "stale", readAt: found.beganAt } as const;
      return { kind: "end", verdict, seenState: state, relationId };
    }
    if (found.kind === "unclear" && found.isPartial) return { kind: "requeue", answer: null };
    return { kind: "send", before: null, keep: async () => undefined };
  }
  const looked = await lookAtRelation(context, operation.relationId as RelationId, true);
  if (looked.kind === "failed") {
    if (looked.answer.kind !== "refused" || scopeOf(looked.answer, "permissions") !== "request" || wasSent)
      return { kind: "requeue", answer: looked.answer };
    return { kind: "end", verdict: { outcome: "not_sent", reason: "unreachable" }, seenState: null };
  }
  const sight = sightOf(operation, context.payer, { ...looked, on: null });
  const { state, beganAt, endedAt } = looked;
  if (sight !== "absent") {
    if (wasSent) return { kind: "read_back" };
    const verdict: AccountVerdict =
      sight === "shown"
        ? { outcome: "already_so", readAt: beganAt }
        : { outcome: "not_sent", reason: "stale", readAt: beganAt };
    return { kind: "end", verdict, seenState: state };
  }
  if (!(await isInvitationOf(context, operation, looked))) {
    if (wasSent) return { kind: "read_back" };
    return { kind: "end", verdict: { outcome: "not_sent", reason: "stale", readAt: beganAt }, seenState: state };
  }
  return {
    kind: "send",
    before: { state, beganAt, endedAt },
    keep: (tx) => keepLook(tx, context, operation.id, looked, "pre_read"),
  };
}

/** Whether an invitation still has the codes that its answer was asked for; so too where nothing tells its codes. */
async function isInvitationOf(
  { database, payer, now }: AccountContext,
  { kind, act }: AccountOperation,
  { relationId, permissions }: Look,
): Promise<boolean> {
  if (kind === "unlink" || !act || !permissions) return true;
  const aliases = await activeAliases(database.read, payer);
  const { on, unmapped } = readingOf({ ...permissions.value, relationId }, aliases, instant(now()));
  return unmapped.length === 0 && on.length === act.codes.length && on.every((code) => act.codes.includes(code));
}

/** Whether it may still be sent: asked before the intent is written, and again when its turn has come. */
async function isWanted(db: Queryable, context: AccountContext, id: string): Promise<boolean> {
  const row = await db.selectFrom("account_operation").select("stopped_at").where("id", "=", id).executeTakeFirst();
  return row?.stopped_at === null && (await isSendingAllowed(db, context.payer));
}

/** Puts the intent on disk: the row as `sending`, the attempt, and the log's row, before the request leaves. */
async function intend(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  before: unknown,
): Promise<{ readonly operation: AccountOperation; readonly attemptId: string }> {
  const { count } = await tx
    .selectFrom("account_attempt")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("account_operation_id", "=", operation.id)
    .executeTakeFirstOrThrow();
  const at = instant(context.now());
  const attemptId = randomUUID();
  const number = Number(count) + 1;
  await tx
    .insertInto("account_attempt")
    .values({
      id: attemptId,
      account_operation_id: operation.id,
      number,
      epoch: operation.epoch,
      before: before === null ? null : JSON.stringify(before),
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
  const sending = await moveAccountOperation(tx, operation, "sending", {
    waiting: null,
    first_sent_at: operation.firstSentAt ?? at,
    last_sent_at: at,
  });
  const { kind, relationId, memberUid, maskedEmail, emailDigest, requestId } = operation;
  await appendAudit(tx, authorOf(context, operation), {
    action: "account_operation.sending",
    entity: `account_operation:${operation.id}`,
    detail: {
      kind,
      ...(relationId ? { relationId } : {}),
      ...(memberUid ? { memberUid } : {}),
      ...(kind === "create" ? { maskedEmail, emailDigest } : { requestId }),
      attempt: number,
    },
  });
  return { operation: sending, attemptId };
}

/** The one request of a kind of operation. `account`: of a create, its opened fields. */
function request(
  { gateway, payer, cancelConfirmCode }: AccountContext,
  operation: AccountOperation,
  account: NewAccount | null,
  guards: WriteGuards,
): Promise<AccountAnswer> {
  const { kind, act, link, requestId } = operation;
  if (kind === "create" && account) return gateway.createAgAccount(account, guards);
  if (kind === "link" && link && operation.memberUid)
    return gateway.addAccountRelation({ requestId, payer, member: operation.memberUid, ...link }, guards);
  if (!act || !operation.relationId) throw new Error(`account operation ${operation.id} lacks what its kind needs`);
  const relation = { requestId, relationId: operation.relationId };
  if (kind === "unlink")
    return gateway.relieveAccountRelation({ ...relation, payer: act.parent, member: act.child }, guards);
  const confirmCodes = { cancel: cancelConfirmCode ?? "", accept: "child_agree", decline: "child_disagree" } as const;
  if (kind !== "cancel" && kind !== "accept" && kind !== "decline") throw new Error(`no request for ${kind}`);
  return gateway.confirmRelation({ ...relation, ...act, confirmCode: confirmCodes[kind] }, guards);
}

type Step =
  | { readonly kind: "send"; readonly operation: AccountOperation; readonly attemptId: string }
  | { readonly kind: "read_back"; readonly operation: AccountOperation }
  | null;

async function step(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  read: PreRead,
  isReadable: boolean,
): Promise<Step> {
  if (read.kind === "end") {
    const { verdict, seenState, relationId } = read;
    const facts = { seen_state: seenState, ...(relationId ? { relation_id: relationId } : {}) };
    await settleAccountOperation(tx, context, operation, verdict, facts);
    return null;
  }
  if (read.kind === "read_back")
    return { kind: "read_back", operation: await moveAccountOperation(tx, operation, "checking", { waiting: null }) };
  if (read.kind === "requeue") {
    const { answer } = read;
    const isThrottled = answer?.kind === "throttled";
    await moveAccountOperation(tx, operation, "queued", {
      ...nextTry(context, operation, isThrottled ? answer.retryAfterMs : null),
      waiting: isThrottled ? "throttled" : "unreachable",
    });
    return null;
  }
  if (!isReadable) {
    await settleAccountOperation(tx, context, operation, { outcome: "not_sent", reason: "unreadable" });
    return null;
  }
  // Paused or stopped while it was being read: back on the list, where the claim decides.
  if (!(await isWanted(tx, context, operation.id))) {
    await moveAccountOperation(tx, operation, "queued");
    return null;
  }
  await read.keep(tx);
  return { kind: "send", ...(await intend(tx, context, operation, read.before)) };
}

/**
 * Sends a claimed operation: pre-read, intent on disk, one request. Gives it back when its answer is to be read back,
 * null when it was settled, waits, is locked, or was put back on the list.
 */
export async function sendAccountOperation(
  context: AccountContext,
  claimed: AccountOperation,
): Promise<AccountOperation | null> {
  const read = await preRead(context, claimed);
  // At shutdown it stays as it is on disk, where whoever leads next finds it.
  if (context.abort.aborted) throw new Superseded("shutting down");
  const account = claimed.sealed === null ? null : openAccount(claimed.sealed, claimed.id);
  const isReadable = claimed.kind !== "create" || account !== null;
  const next = await context.database.transaction((tx) => step(tx, context, claimed, read, isReadable));
  raise("changed");
  if (next?.kind !== "send") return next?.operation ?? null;
  const { operation, attemptId } = next;
  const answer = await request(context, operation, account, {
    ready: () => isWanted(context.database.read, context, operation.id),
    fence: () => context.leader.maySend(operation.epoch),
  });
  return recordAccountAnswer(context, operation, attemptId, answer);
}
