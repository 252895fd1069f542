import { setTimeout as sleep } from "node:timers/promises";
import type { Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, later, millis } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { type Judgement, judge, type Sight } from "@/lib/domain/read-back";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { moveOperation } from "@/lib/worker/move-operation";
import {
  type OperationFacts,
  operationFacts,
  type PreRead,
  parsePreRead,
  readingBefore,
} from "@/lib/worker/operation-facts";
import { askPermissions, takeReading } from "@/lib/worker/read-relation";
import {
  type DecidingRead,
  giveOutcomes,
  isUndecided,
  settleOperation,
  type Verdict,
} from "@/lib/worker/settle-operation";
import { nextSettleRead } from "@/lib/worker/settle-schedule";

const firstPauseMs = 100;
const longestPauseMs = 3_000;

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
async function changedLately(context: ExecutorContext, operation: Operation, code: PermissionCode): Promise<boolean> {
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

/** What an absent effect means once upstream has said no, or was never asked in earnest; null: it may still come. */
function verdictOfAbsence({ facts }: JudgedRead): Verdict | null {
  const answer = facts.attempts.at(-1)?.answer;
  if (answer === "refused") return { outcome: "refused" };
  if (answer === "throttled") return facts.set.stopped_at ? { outcome: "no_effect" } : { outcome: "refused" };
  return null;
}

/** Gives the decided changes their outcome, and settles the operation when none is left. Says whether it did. */
export async function giveVerdicts(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  verdicts: ReadonlyMap<PermissionCode, Verdict>,
): Promise<boolean> {
  const undecided = read.facts.changes.filter(isUndecided);
  const given = new Map(
    undecided.flatMap((change): [typeof change, Verdict][] => {
      const code = operation.codes.find((candidate) => candidate === change.code);
      const verdict = code && verdicts.get(code);
      return verdict ? [[change, verdict]] : [];
    }),
  );
  if (given.size === undecided.length) {
    const verdictOf = (code: PermissionCode) => verdicts.get(code) ?? { outcome: "not_confirmed" };
    await settleOperation(tx, context, operation, read.facts, verdictOf, read);
    return true;
  }
  await giveOutcomes(tx, context, operation, given, read);
  if (given.size > 0) await touchChangeSet(tx, operation.changeSetId);
  return false;
}

/** Gives all that is undecided one outcome that a later read may change. */
export async function holdOpen(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  facts: OperationFacts,
  outcome: "not_confirmed" | "awaiting_member",
  read: DecidingRead | null,
): Promise<void> {
  const open = facts.changes.filter(isUndecided).map((change): [typeof change, Verdict] => [change, { outcome }]);
  await giveOutcomes(tx, context, operation, new Map(open), read);
  await touchChangeSet(tx, operation.changeSetId);
}

/** Waits for a member: boxes freeze, and the relation is read again after a while (rule 8). */
export async function waitForMember(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
): Promise<void> {
  const at = instant(context.now());
  await holdOpen(tx, context, operation, read.facts, "awaiting_member", read);
  await moveOperation(tx, operation, "waiting_member", {
    due_at: later(at, context.settings.memberRecheckMs),
    waiting_since: operation.waitingSince ?? at,
    waiting: null,
    absent_since: null,
  });
}

/** Ends what is undecided alike: upstream's no, if there was one, else the outcome given. */
export const endAlike = (
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  outcome: "no_effect" | "not_confirmed",
) => settleOperation(tx, context, operation, read.facts, () => verdictOfAbsence(read) ?? { outcome }, read);

/** Since when each code has been seen as asked, over the reads of one read-back. */
type SeenSince = Map<PermissionCode, Instant>;

async function decide(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  seen: SeenSince,
  doubted: ReadonlySet<PermissionCode>,
): Promise<boolean> {
  const { judgement } = read;
  if (judgement.kind === "does_not_count") return false;
  // A confirmation that is pending although upstream said no to ours is somebody else's.
  if (judgement.kind === "relation_ended" || (judgement.kind === "waiting_for_member" && verdictOfAbsence(read))) {
    await endAlike(tx, context, operation, read, "no_effect");
    return true;
  }
  if (judgement.kind === "waiting_for_member") {
    await waitForMember(tx, context, operation, read);
    return true;
  }
  const verdicts = new Map<PermissionCode, Verdict>();
  for (const [code, sight] of judgement.sights) {
    if (sight !== "shown") seen.delete(code);
    else if (!seen.has(code)) seen.set(code, read.beganAt);
    const verdict = await verdictOf(tx, context, operation, read, code, sight, seen, doubted);
    if (verdict) verdicts.set(code, verdict);
  }
  return giveVerdicts(tx, context, operation, read, verdicts);
}

async function verdictOf(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  code: PermissionCode,
  sight: Sight,
  seen: SeenSince,
  doubted: ReadonlySet<PermissionCode>,
): Promise<Verdict | null> {
  if (sight === "unclear") return null;
  if (sight === "absent") return verdictOfAbsence(read);
  const since = seen.get(code) ?? read.beganAt;
  const isSure = !doubted.has(code) || millis(read.beganAt) - millis(since) >= context.settings.visibilityLagMs;
  if (!isSure) return null;
  return { outcome: "verified", causeProven: await isCauseProven(tx, context, operation, read, code) };
}

/** Nothing decided it within the bound: the changes not seen are not confirmed, and are read again until they settle. */
async function leaveUnsettled(
  context: ExecutorContext,
  operation: Operation,
  seen: SeenSince,
  last: DecidingRead | null,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const now = instant(context.now());
    const { settleMs, visibilityLagMs } = context.settings;
    await holdOpen(tx, context, operation, await operationFacts(tx, operation), "not_confirmed", last);
    const settlesAt = operation.settlesAt ?? later(now, settleMs);
    const lag = later(now, visibilityLagMs);
    const due = nextSettleRead(settlesAt, settleMs, now);
    await moveOperation(tx, operation, "unsettled", {
      settles_at: settlesAt,
      due_at: seen.size > 0 && lag < due ? lag : due,
    });
  });
  raise("changed");
}

/** Reads a sent operation back until its codes are decided, at most for the bound; then leaves it unsettled (rule 7). */
export async function readBack(context: ExecutorContext, operation: Operation): Promise<void> {
  const doubted = new Set<PermissionCode>();
  for (const code of operation.codes) if (await changedLately(context, operation, code)) doubted.add(code);
  const seen: SeenSince = new Map();
  // Counted on the steady clock: one that is set back must not keep it reading.
  const bound = performance.now() + context.settings.readBackMs;
  let last: DecidingRead | null = null;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    if (context.abort.aborted || context.leader.epoch() !== operation.epoch) throw new Superseded("the lease is lost");
    const { answer, generation } = await askPermissions(context, operation, false);
    if (answer.kind === "accepted") {
      const decided = await context.database.transaction(async (tx) => {
        const read = await judgeRead(
          tx,
          context,
          operation,
          { value: answer.value, evidence: answer.evidence, generation },
          "read_back",
        );
        last = read;
        return decide(tx, context, operation, read, seen, doubted);
      });
      if (decided) {
        raise("changed");
        return;
      }
    }
    if (performance.now() + pause > bound) return leaveUnsettled(context, operation, seen, last);
    await sleep(pause, undefined, { signal: context.abort }).catch(() => undefined);
  }
}
