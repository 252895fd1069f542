import "server-only";
import type { Unaccepted } from "@/lib/bss/answer";
import { hastenAccountReads } from "@/lib/db/queries/account-operations";
import { insertDrift } from "@/lib/db/queries/observations";
import { hastenReads } from "@/lib/db/queries/operations";
import { markGone, notListedBy } from "@/lib/db/queries/relations";
import { insertSweep, lastCompleteListing, setAccountProblem, updateSweep } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { addsUp } from "@/lib/domain/listing";
import { failureOf, type ReadFailure, scopeOf } from "@/lib/worker/read-failure";
import { listRelations } from "@/lib/worker/sweeper-listing";
import { readDuePermissions } from "@/lib/worker/sweeper-reads";
import { Interrupted, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** How often a list that moved while it was read is read again at once. */
const listsAtMost = 3;

export type SweepEnd = "complete" | "moved" | "failed" | "interrupted";

/**
 * One full pass: every page in all seven states, then the permissions that are due. A list that does not add up, or
 * that lacks relations which the one before had, ends as `moved` and is read again at once; a relation is gone when
 * two lists in a row lack it. Never throws: what went wrong is in the sweep's row and in the log.
 */
export async function runSweep(terms: SweeperTerms, cause: "start" | "schedule"): Promise<SweepEnd> {
  let lacking: ReadonlySet<RelationId> = new Set();
  for (let lists = 1; ; lists += 1) {
    const pass = await sweepOnce(terms, lists === 1 ? cause : "moved", lacking, lists === listsAtMost);
    if (pass.kind === "ended") return pass.end;
    lacking = pass.lacking;
  }
}

type Pass =
  | { readonly kind: "again"; readonly lacking: ReadonlySet<RelationId> }
  | { readonly kind: "ended"; readonly end: SweepEnd };

const ended = (end: SweepEnd): Pass => ({ kind: "ended", end });

async function sweepOnce(
  terms: SweeperTerms,
  cause: "start" | "schedule" | "moved",
  lackedBefore: ReadonlySet<RelationId>,
  isLast: boolean,
): Promise<Pass> {
  const { database, payer, logger, now } = terms;
  let sweepId: string | null = null;
  const close = async (status: "complete" | "moved" | "failed", failure: ReadFailure | null = null) => {
    const id = sweepId;
    if (id === null) return;
    await database.transaction(async (tx) => {
      await updateSweep(tx, id, {
        status,
        ended_at: instant(now()),
        error_code: failure?.code ?? null,
        error_request_id: failure?.requestId ?? null,
      });
      if (status === "failed") return;
      await setAccountProblem(tx, payer, null);
      // What is unsettled or waits for its member is read in each sweep (rules 6 and 8).
      await hastenReads(tx, payer, null, instant(now()));
      await hastenAccountReads(tx, payer, null, instant(now()));
    });
    raise("wake");
    raise("changed");
  };
  const fail = async (answer: Unaccepted, call: "list" | "permissions"): Promise<Pass> => {
    const failure = failureOf(answer);
    logger.warn({ failure, call, message: answer.evidence.message }, "the sweep failed");
    if (scopeOf(answer, call) === "account") await database.transaction((tx) => setAccountProblem(tx, payer, failure));
    await close("failed", failure);
    return ended("failed");
  };
  try {
    const populationKnown = (await lastCompleteListing(database.read, payer)) !== null;
    sweepId = await database.transaction((tx) => insertSweep(tx, payer, cause, instant(now())));
    raise("changed");
    const listing = await listRelations(terms, sweepId, populationKnown);
    if ("kind" in listing) return await fail(listing, "list");

    // A row that moved between two pages looks like one that is gone, and one without a readable id may be it.
    const lacking = listing.unreadable > 0 ? [] : await notListedBy(database.read, payer, sweepId);
    const isWhole = addsUp(listing) && lacking.every((relationId) => lackedBefore.has(relationId));
    if (!isWhole && !isLast) {
      await close("moved");
      return { kind: "again", lacking: new Set(addsUp(listing) ? lacking : []) };
    }
    if (isWhole && lacking.length > 0) await recordGone(terms, lacking);
    const failed = await readDuePermissions(terms, sweepId);
    if (failed) return await fail(failed, "permissions");
    await close(isWhole ? "complete" : "moved");
    return ended(isWhole ? "complete" : "moved");
  } catch (error) {
    const isInterrupted = error instanceof Interrupted;
    if (!isInterrupted) logger.error({ err: error }, "the sweep failed");
    const code = isInterrupted ? "interrupted" : error instanceof AppError ? error.code : "internal";
    // Where storage fails this fails too; the row is then ended by whoever leads next.
    await close("failed", { code, requestId: null }).catch(() => undefined);
    return ended(isInterrupted ? "interrupted" : "failed");
  }
}

async function recordGone({ database, payer, now }: SweeperTerms, relationIds: readonly RelationId[]): Promise<void> {
  const at = instant(now());
  const difference = {
    subject: "listed",
    code: null,
    rawCode: null,
    before: "listed",
    after: "unlisted",
    cause: { kind: "outside" },
  } as const;
  await database.transaction(async (tx) => {
    await markGone(tx, payer, relationIds, at);
    await insertDrift(
      tx,
      payer,
      relationIds.map((relationId) => ({ relationId, foundAt: at, difference })),
    );
  });
}
