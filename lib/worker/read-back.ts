import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, later, millis } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Sight } from "@/lib/domain/read-back";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { endAlike, giveVerdicts, holdOpen, verdictOfAbsence, waitForMember } from "@/lib/worker/give-verdicts";
import { changedLately, isCauseProven, type JudgedRead, judgeRead } from "@/lib/worker/judged-read";
import { moveOperation } from "@/lib/worker/move-operation";
import { operationFacts } from "@/lib/worker/operation-facts";
import { askPermissions } from "@/lib/worker/read-relation";
import { nextSettleRead } from "@/lib/worker/settle-schedule";
import type { DecidingRead, Verdict } from "@/lib/worker/verdict";

const firstPauseMs = 100;
const longestPauseMs = 3_000;

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
