import type { Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import { restorationOf } from "@/lib/db/queries/instance";
import type { Operation } from "@/lib/db/queries/operations";
import { instant, later } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { type Judgement, judge } from "@/lib/domain/read-back";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import {
  type OperationFacts,
  operationFacts,
  type PreRead,
  parsePreRead,
  readingBefore,
} from "@/lib/worker/operation-facts";
import { takeReading } from "@/lib/worker/read-relation";
import type { DecidingRead } from "@/lib/worker/verdict";

/** One accepted read of an operation under way, judged against its pre-read. */
export interface JudgedRead extends DecidingRead {
  readonly judgement: Judgement;
  readonly facts: OperationFacts;
  readonly preRead: PreRead;
}

/** Records an accepted answer in the transaction and says what it means for the operation. */
export async function judgeRead(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  asked: { readonly value: PermissionAnswer; readonly evidence: Evidence; readonly generation: number },
  cause: "read_back" | "settle",
): Promise<JudgedRead> {
  const { reading } = await takeReading(tx, context, operation, asked, cause);
  const facts = await operationFacts(tx, operation);
  const attempt = facts.attempts.at(-1);
  if (!attempt) throw new Error("an operation is read back that was never sent");
  const preRead = parsePreRead(attempt.before);
  const judgement = judge(facts.sent, readingBefore(preRead, operation), reading);
  return { reading, beganAt: asked.evidence.beganAt, judgement, facts, preRead };
}

/**
 * Whether nothing else that is known of touched a code since the pre-read: no other request of ours, and no difference
 * that nothing explains. And upstream must not have said no.
 */
export async function isCauseProven(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  { facts, preRead }: JudgedRead,
  code: PermissionCode,
): Promise<boolean> {
  const answer = facts.attempts.at(-1)?.answer;
  if (answer !== "accepted" && answer !== "ambiguous") return false;
  // Nobody knows what was done after the copy that a database was restored from.
  const restoredAt = (await restorationOf(tx, context.payer))?.at;
  if (restoredAt !== undefined && restoredAt > preRead.beganAt) return false;
  const drift = await tx
    .selectFrom("drift")
    .select("id")
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", operation.relationId)
    .where("code", "=", code)
    .where("found_at", ">", preRead.beganAt)
    .executeTakeFirst();
  const others = await tx
    .selectFrom("change")
    .innerJoin("operation", "operation.id", "change.operation_id")
    .select("operation.id")
    .where("operation.payer_uid", "=", context.payer)
    .where("operation.relation_id", "=", operation.relationId)
    .where("operation.id", "!=", operation.id)
    .where("change.code", "=", code)
    .where((e) =>
      e.or([e("operation.last_sent_at", ">", preRead.beganAt), e("operation.settles_at", ">", preRead.beganAt)]),
    )
    .where("change.outcome", "in", ["not_confirmed", "no_effect"])
    .executeTakeFirst();
  return drift === undefined && others === undefined;
}

/** Whether another operation changed the code so shortly before that an old read could pass for this one's effect. */
export async function changedLately(
  context: ExecutorContext,
  operation: Operation,
  code: PermissionCode,
): Promise<boolean> {
  const since = later(operation.firstSentAt ?? instant(context.now()), -context.settings.visibilityLagMs);
  const other = await context.database.read
    .selectFrom("change")
    .innerJoin("operation", "operation.id", "change.operation_id")
    .select("operation.id")
    .where("operation.payer_uid", "=", context.payer)
    .where("operation.relation_id", "=", operation.relationId)
    .where("operation.id", "!=", operation.id)
    .where("change.code", "=", code)
    .where("operation.last_sent_at", ">", since)
    .executeTakeFirst();
  return other !== undefined;
}
