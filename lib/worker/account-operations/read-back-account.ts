import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable, Tx } from "@/lib/db/database";
import type { AccountOperation } from "@/lib/db/queries/account-operations";
import { restorationOf } from "@/lib/db/queries/instance";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, later, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { type AccountSight, sightOf } from "@/lib/worker/account-operations/judge-account";
import { findMember, keepLook, lookAtRelation } from "@/lib/worker/account-operations/look-at-relation";
import {
  holdAccountOperation,
  moveAccountOperation,
  settleAccountOperation,
} from "@/lib/worker/account-operations/move-account-operation";
import { Superseded } from "@/lib/worker/executor-context";
import { scopeOf } from "@/lib/worker/read-failure";
import { nextSettleRead } from "@/lib/worker/settle-schedule";

const firstPauseMs = 100;
const longestPauseMs = 3_000;

/** One read of what an operation was to bring about. */
interface Sighting {
  readonly sight: AccountSight;
  readonly state: string | null;
  readonly relationId: RelationId | null;
  readonly beganAt: Instant;
}

/** `untold`: upstream answered, and that does not tell. Null: nothing was learnt, so nothing ends by it. */
type Sighted = Sighting | "untold" | null;

/** A relation that exists: by its id, or, while nobody knows it, by the member's place in the list. */
async function sightRelation(
  context: AccountContext,
  operation: AccountOperation,
  cause: "read_back" | "settle",
): Promise<Sighted> {
  let relationId = operation.relationId;
  if (!relationId) {
    const found = await findMember(context, operation.memberUid as Uid);
    if (found.kind === "absent") return { sight: "absent", state: null, relationId: null, beganAt: found.beganAt };
    if (found.kind === "failed") return null;
    if (found.kind === "unclear") return "untold";
    relationId = found.relation.relationId;
  }
  const looked = await lookAtRelation(context, relationId, false);
  if (looked.kind === "failed") {
    const { answer } = looked;
    return answer.kind === "refused" && scopeOf(answer, "permissions") === "request" ? "untold" : null;
  }
  const on = await context.database.transaction((tx) => keepLook(tx, context, operation.id, looked, cause));
  const { state, beganAt } = looked;
  return { sight: sightOf(operation, context.payer, { ...looked, on }), state, relationId, beganAt };
}

/** A new account: asked for by its UID, or already in the list. */
async function sightAccount(context: AccountContext, operation: AccountOperation): Promise<Sighted> {
  const pk = operation.result?.pk;
  if (!pk) throw new Error(`account operation ${operation.id} was accepted without a UID`);
  const options = { priority: "write", signal: context.abort, retry: false } as const;
  const answer = await context.gateway.queryFinancialAccountInfo(pk, options);
  if (answer.kind === "accepted")
    return { sight: "shown", state: null, relationId: null, beganAt: answer.evidence.beganAt };
  const found = await findMember(context, pk);
  if (found.kind === "failed") return null;
  if (found.kind !== "found") return "untold";
  const { relationId, state } = found.relation;
  return { sight: "shown", state, relationId, beganAt: found.beganAt };
}

const sightFor = (context: AccountContext, operation: AccountOperation, cause: "read_back" | "settle") =>
  operation.kind === "create" ? sightAccount(context, operation) : sightRelation(context, operation, cause);

/** The answers to its requests, in their order. */
async function answersOf(tx: Tx, operation: AccountOperation): Promise<readonly (string | null)[]> {
  const rows = await tx
    .selectFrom("account_attempt")
    .select("answer")
    .where("account_operation_id", "=", operation.id)
    .orderBy("number")
    .execute();
  return rows.map(({ answer }) => answer);
}

/** Whether an accepted request is all that is known to have been done since; after a restore nobody knows (rule 12). */
async function isCauseProven(tx: Tx, { payer }: AccountContext, operation: AccountOperation): Promise<boolean> {
  const restoredAt = (await restorationOf(tx, payer))?.at;
  return restoredAt === undefined || (operation.firstSentAt !== null && restoredAt <= operation.firstSentAt);
}

/** What one sighting decides; says whether it is decided. `isFinal`: the settle window was over when it was asked for. */
async function decide(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  { sight, state, relationId, beganAt }: Sighting,
  isFinal: boolean,
): Promise<boolean> {
  const answers = await answersOf(tx, operation);
  const answer = answers.at(-1);
  const isRefused = answer === "refused" || answer === "throttled";
  // Nothing of it was carried out, so what another invitation has come to is not its own.
  const isCertain = answer === "refused" && answers.every((it) => it === "refused" || it === "unreachable");
  // What ended otherwise may be what was there before, or be overtaken by a request that is still to land (rule 6).
  const isOver = isFinal || operation.state === "waiting_member";
  const facts = { seen_state: state, ...(relationId ? { relation_id: relationId } : {}) };
  const settle = async (outcome: "verified" | "declined_by_member" | "refused" | "no_effect") => {
    const isProof = outcome === "verified" && answer === "accepted";
    const causeProven = isProof && (await isCauseProven(tx, context, operation));
    await settleAccountOperation(tx, context, operation, { outcome, readAt: beganAt, causeProven }, facts);
    return true;
  };
  if (isCertain && sight !== "shown") return settle("refused");
  switch (sight) {
    case "shown":
      return settle("verified");
    case "waiting": {
      const due = later(instant(context.now()), context.settings.memberRecheckMs);
      if (operation.state === "waiting_member")
        await moveAccountOperation(tx, operation, "waiting_member", { ...facts, due_at: due });
      else {
        const verdict = { outcome: "awaiting_member", readAt: beganAt } as const;
        await holdAccountOperation(tx, context, operation, "waiting_member", verdict, { ...facts, due_at: due });
      }
      return true;
    }
    case "declined":
      return isOver ? settle("declined_by_member") : false;
    case "elsewhere":
      if (isRefused) return settle("refused");
      return isOver ? settle("no_effect") : false;
    case "absent":
      if (isRefused) return settle("refused");
      return isFinal ? settle("no_effect") : false;
    case "unclear":
      return false;
  }
}

/** Nothing decided it within the bound. */
async function leaveOpen(context: AccountContext, operation: AccountOperation, last: Sighting | null): Promise<void> {
  const now = instant(context.now());
  const { settleMs } = context.settings;
  const settlesAt = operation.settlesAt ?? later(now, settleMs);
  const facts = {
    settles_at: settlesAt,
    due_at: nextSettleRead(settlesAt, settleMs, now),
    ...(last ? { seen_state: last.state } : {}),
    ...(last?.relationId ? { relation_id: last.relationId } : {}),
  };
  const readAt = last ? { readAt: last.beganAt } : {};
  await context.database.transaction((tx) =>
    operation.kind === "create"
      ? holdAccountOperation(tx, context, operation, "unseen", { outcome: "created_unseen", ...readAt }, facts)
      : holdAccountOperation(tx, context, operation, "unsettled", { outcome: "not_confirmed", ...readAt }, facts),
  );
}

/** Reads an answered operation back until it is decided, at most for the bound; then leaves it open (rule 7). */
export async function readBackAccount(context: AccountContext, operation: AccountOperation): Promise<void> {
  const bound = performance.now() + context.settings.readBackMs;
  let last: Sighting | null = null;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    if (context.abort.aborted || context.leader.epoch() !== operation.epoch) throw new Superseded("the lease is lost");
    const sighting = await sightFor(context, operation, "read_back");
    if (sighting && sighting !== "untold") {
      last = sighting;
      if (await context.database.transaction((tx) => decide(tx, context, operation, sighting, false))) break;
    }
    if (performance.now() + pause > bound) {
      await leaveOpen(context, operation, last);
      break;
    }
    await sleep(pause, undefined, { signal: context.abort }).catch(() => undefined);
  }
  raise("changed");
  // The list shows what is new without waiting for its schedule.
  raise("list");
}

/** How long a created account that no read shows is looked for. */
const lookForMs = 24 * 3_600_000;

/** What the list would show otherwise than before. */
const standing = (db: Queryable, { id }: AccountOperation) =>
  db
    .selectFrom("account_operation")
    .select(["state", "outcome", "seen_state", "relation_id"])
    .where("id", "=", id)
    .executeTakeFirst();

/** One later look at an operation that waits for its member, is unsettled or was not seen yet. */
export async function settleAccountLater(context: AccountContext, operation: AccountOperation): Promise<void> {
  const { settleMs, memberRecheckMs } = context.settings;
  const seenNow = await sightFor(context, operation, "settle");
  const sighting = seenNow === "untold" ? null : seenNow;
  const before = await standing(context.database.read, operation);
  await context.database.transaction(async (tx) => {
    const now = instant(context.now());
    const { settlesAt, firstSentAt } = operation;
    const isFinal = sighting !== null && settlesAt !== null && sighting.beganAt > settlesAt;
    if (sighting && (await decide(tx, context, operation, sighting, isFinal))) return;
    const seen = sighting ? { seen_state: sighting.state } : {};
    if (operation.state === "unseen") {
      if (seenNow && firstSentAt !== null && millis(now) - millis(firstSentAt) > lookForMs)
        return settleAccountOperation(tx, context, operation, { outcome: "created_unseen" });
      const isWindowOver = settlesAt === null || settlesAt <= now;
      const due = isWindowOver ? later(now, memberRecheckMs) : nextSettleRead(settlesAt, settleMs, now);
      await moveAccountOperation(tx, operation, "unseen", { due_at: due });
      return;
    }
    if (operation.state === "waiting_member") {
      // The member has answered, and what was asked for is not to be seen: read on as unsettled.
      if (sighting?.sight === "unclear" || sighting?.sight === "absent") {
        const facts = { ...seen, settles_at: later(now, settleMs), due_at: later(now, settleMs / 20) };
        return holdAccountOperation(tx, context, operation, "unsettled", { outcome: "not_confirmed" }, facts);
      }
      await moveAccountOperation(tx, operation, "waiting_member", { due_at: later(now, memberRecheckMs) });
      return;
    }
    // Past the window as long again, nothing more can be hoped for.
    if (seenNow && settlesAt !== null && millis(now) > millis(settlesAt) + settleMs)
      return settleAccountOperation(tx, context, operation, { outcome: "not_confirmed" }, seen);
    await moveAccountOperation(tx, operation, "unsettled", {
      ...seen,
      due_at: nextSettleRead(settlesAt ?? now, settleMs, now),
    });
  });
  raise("changed");
  // A sweep has what it leaves open looked at: a look without news must not be why the next one begins.
  const after = await standing(context.database.read, operation);
  if (JSON.stringify(after) !== JSON.stringify(before)) raise("list");
}
