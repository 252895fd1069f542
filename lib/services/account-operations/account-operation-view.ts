import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { type AccountOperation, accountOperationOf, accountOperationRow } from "@/lib/db/queries/account-operations";
import { accountRow } from "@/lib/db/queries/accounts";
import type { Schema } from "@/lib/db/schema";
import { waitForSignal } from "@/lib/db/signal";
import { accountNotSentReasons, accountOutcomes } from "@/lib/domain/account-operation";
import { AppError } from "@/lib/domain/errors";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { may } from "@/lib/domain/policy";
import type {
  AccountOperationView,
  AccountProgress,
  AccountSettlement,
  AccountSubject,
} from "@/lib/domain/views/account-operation";
import type { UpstreamView } from "@/lib/domain/views/change-set";
import { openAccount } from "@/lib/services/account-operations/sealed-account";
import { memberName } from "@/lib/services/changes/relation-plan";
import { abilitiesIn, authorise, type Context, reachOf } from "@/lib/services/context";

const answer = z.enum(["accepted", "refused", "throttled", "unreachable", "ambiguous"]);

/** Where an operation without an outcome stands; one that is claimed has sent nothing yet. */
export const progressOf = ({ state, outcome }: Pick<AccountOperation, "state" | "outcome">): AccountProgress | null =>
  outcome !== null
    ? null
    : state === "awaiting_approval"
      ? state
      : state === "queued" || state === "reading"
        ? "queued"
        : state === "sending"
          ? state
          : "checking";

const upstreamOf = (attempt: Schema["account_attempt"], operation: AccountOperation): UpstreamView => ({
  status: attempt.status,
  code: attempt.code,
  message: attempt.message,
  // CreateAgAccount has no RequestId to send.
  requestIdSent: operation.kind === "create" ? "" : operation.requestId,
  requestIdAnswered: attempt.request_id_answered,
  sentAt: attempt.sent_at as Instant,
  answeredAt: attempt.answered_at as Instant | null,
  answer: attempt.answer === null ? null : answer.parse(attempt.answer),
  ambiguity: attempt.ambiguity,
});

const settlementOf = (row: Schema["account_settlement"] & { readonly by: string | null }): AccountSettlement => ({
  at: row.at as Instant,
  outcome: z.enum(accountOutcomes).parse(row.outcome),
  reason: z.enum(accountNotSentReasons).nullable().parse(row.not_sent_reason),
  note: row.note,
  by: row.by,
});

async function subjectOf(db: Queryable, context: Context, operation: AccountOperation): Promise<AccountSubject> {
  if (operation.kind === "create") {
    const account =
      may(context.actor, "member.create", context.payer) && operation.sealed !== null
        ? openAccount(operation.sealed, operation.id)
        : null;
    return { kind: "create", maskedEmail: operation.maskedEmail ?? "", account };
  }
  if (operation.link) return { kind: "link", member: operation.memberUid as Uid, ...operation.link };
  const relationId = operation.relationId as RelationId;
  const relation = await db
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", relationId)
    .executeTakeFirstOrThrow();
  return {
    kind: "relation",
    relationId,
    uid: relation.account_id as Uid,
    name: memberName(relation),
    codes: operation.act?.codes ?? [],
  };
}

/** Whether a read has found what it was to make. Before, its relation may be an older one of the same account. */
const isMade = ({ kind, outcome }: AccountOperation): boolean =>
  (kind === "create" || kind === "link") && (outcome === "verified" || outcome === "awaiting_member");

/** One account operation with its receipt. `not_found` for another account's. */
export async function accountOperationView(
  context: Context,
  input: { readonly operationId: string },
): Promise<AccountOperationView> {
  authorise(context, "member.read");
  return context.database.snapshot((db) => viewIn(db, context, input.operationId));
}

async function viewIn(db: Queryable, context: Context, operationId: string): Promise<AccountOperationView> {
  const row = await accountOperationRow(db, reachOf(context), context.actor.id, operationId);
  if (!row) throw new AppError("not_found");
  const operation = accountOperationOf(row);
  const person = await db
    .selectFrom("person")
    .select("name")
    .where("id", "=", operation.personId)
    .executeTakeFirstOrThrow();
  const stopper =
    row.stopped_by === null
      ? undefined
      : await db.selectFrom("person").select("name").where("id", "=", row.stopped_by).executeTakeFirst();
  const attempts = await db
    .selectFrom("account_attempt")
    .selectAll()
    .where("account_operation_id", "=", operation.id)
    .orderBy("number")
    .execute();
  const settlements = await db
    .selectFrom("account_settlement")
    .leftJoin("person", "person.id", "account_settlement.person_id")
    .selectAll("account_settlement")
    .select("person.name as by")
    .where("account_operation_id", "=", operation.id)
    .orderBy("account_settlement.at")
    .execute();
  const account = await accountRow(db, context.payer);
  const isPaused = account?.paused === 1 || account?.writes_on !== 1;
  const isQueued = operation.state === "queued";
  const abilities = abilitiesIn(context);
  const waiting = z.enum(["throttled", "unreachable"]).nullable().catch(null).parse(row.waiting);
  const isStoppable = (isQueued || operation.state === "reading") && operation.stoppedAt === null;
  return {
    id: operation.id,
    kind: operation.kind,
    subject: await subjectOf(db, context, operation),
    requestedBy: person.name,
    requestedAt: row.created_at as Instant,
    reason: row.reason,
    progress: progressOf(operation),
    approvalId: row.approval_id,
    outcome: operation.outcome,
    notSentReason: operation.notSentReason,
    waiting: isQueued && isPaused ? "paused" : isQueued ? waiting : null,
    settlesAt: operation.outcome === "not_confirmed" && operation.state !== "settled" ? operation.settlesAt : null,
    readAt: row.read_at as Instant | null,
    seenState: row.seen_state,
    causeProven: row.cause_proven === 1,
    result: operation.result,
    madeRelationId: operation.result?.relationId ?? (isMade(operation) ? operation.relationId : null),
    locked: operation.state === "locked",
    stoppable: isStoppable,
    stopped: operation.stoppedAt === null ? null : { at: operation.stoppedAt, by: stopper?.name ?? null },
    mayStop: abilities.includes("change.stop"),
    mayRecord: abilities.includes("member.create"),
    attempts: attempts.map((attempt) => upstreamOf(attempt, operation)),
    settlements: settlements.map(settlementOf),
    version: row.version,
  };
}

const waitMs = 5_000;
const lookEveryMs = 250;

/** Answers when the operation is newer than the version given, at the latest after five seconds. */
export async function waitForAccountOperation(
  context: Context,
  input: { readonly operationId: string; readonly version: number; readonly abort: AbortSignal },
): Promise<AccountOperationView> {
  authorise(context, "member.read");
  for (const until = context.now() + waitMs; ; await waitForSignal("changed", lookEveryMs, input.abort)) {
    const row = await accountOperationRow(context.database.read, reachOf(context), context.actor.id, input.operationId);
    const isNews = !row || row.version !== input.version;
    if (isNews || context.now() >= until || input.abort.aborted) return accountOperationView(context, input);
  }
}
