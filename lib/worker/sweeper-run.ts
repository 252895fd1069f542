import "server-only";
import type { Unaccepted } from "@/lib/bss/answer";
import { hastenAccountReads } from "@/lib/db/queries/account-operations";
import { type CertificateRow, dropCertificateDetails, insertCertificate } from "@/lib/db/queries/certificates";
import { insertDrift } from "@/lib/db/queries/observations";
import { hastenReads } from "@/lib/db/queries/operations";
import { markGone, notListedBy } from "@/lib/db/queries/relations";
import { insertSweep, lastCompleteListing, setAccountProblem, updateSweep } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import type { CertificateHead } from "@/lib/domain/certificate";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { addsUp } from "@/lib/domain/listing";
import { failureOf, type ReadFailure, scopeOf } from "@/lib/worker/read-failure";
import { makeCertificate } from "@/lib/worker/sweeper-certificate";
import { listRelations } from "@/lib/worker/sweeper-listing";
import { readDuePermissions } from "@/lib/worker/sweeper-reads";
import { Interrupted, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** How often a list that moved while it was read is read again at once. */
const listsAtMost = 3;
/** The newest certificates keep their pages and relations, as many as fit in this; the others their figures and digests. */
const detailBytes = 64 * 2 ** 20;

export type SweepEnd = "complete" | "moved" | "failed" | "interrupted";

/**
 * One full pass: every page in all seven states, then the permissions that are due. A list that does not add up, or
 * that lacks relations which the one before had, ends as `moved` and is read again at once; a relation is gone when
 * two lists in a row lack it. Never throws: what went wrong is in the sweep's row and in the log.
 */
export async function runSweep(terms: SweeperTerms, cause: "start" | "schedule"): Promise<SweepEnd> {
  let lacking: ReadonlySet<RelationId> = new Set();
  for (let lists = 1; ; lists += 1) {
    const pass = await sweepOnce(terms, lists === 1 ? cause : "moved", lacking, lists);
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
  list: number,
): Promise<Pass> {
  const { database, payer, logger, now } = terms;
  let sweepId: string | null = null;
  const close = async (end: { readonly failure: ReadFailure } | { readonly certificate: CertificateRow }) => {
    const id = sweepId;
    if (id === null) return;
    const failure = "failure" in end ? end.failure : null;
    const status = !("certificate" in end) ? "failed" : end.certificate.verdict === "adds_up" ? "complete" : "moved";
    await database.transaction(async (tx) => {
      if ("certificate" in end) await insertCertificate(tx, end.certificate);
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
    await close({ failure });
    return ended("failed");
  };
  try {
    const populationKnown = (await lastCompleteListing(database.read, payer)) !== null;
    const startedAt = instant(now());
    const id = await database.transaction((tx) => insertSweep(tx, payer, cause, startedAt));
    sweepId = id;
    raise("changed");
    const listedBefore = populationKnown || list > 1;
    const listed = await listRelations(terms, id, { populationKnown, listedBefore });
    if ("kind" in listed) return await fail(listed, "list");

    const { listing } = listed;
    const went = await notListedBy(database.read, payer, id);
    const conclude = async (verdict: CertificateHead["verdict"]) => {
      const findings = { id, cause, startedAt, list, listed, went, listedBefore, verdict };
      await close({ certificate: await makeCertificate(terms, findings) });
      await dropCertificateDetails(database, payer, detailBytes).catch((error: unknown) =>
        logger.error({ err: error }, "old certificates' details could not be dropped"),
      );
    };
    // A row that moved between two pages looks like one that is gone, and one without a readable id may be it.
    const lacking = listing.unreadable > 0 ? [] : went;
    const isWhole = addsUp(listing) && lacking.every((relationId) => lackedBefore.has(relationId));
    if (!isWhole && list < listsAtMost) {
      await conclude("moved");
      return { kind: "again", lacking: new Set(addsUp(listing) ? lacking : []) };
    }
    if (isWhole && lacking.length > 0) await recordGone(terms, lacking);
    const failed = await readDuePermissions(terms, sweepId);
    if (failed) return await fail(failed, "permissions");
    await conclude(isWhole ? "adds_up" : "moved");
    return ended(isWhole ? "complete" : "moved");
  } catch (error) {
    const isInterrupted = error instanceof Interrupted;
    if (!isInterrupted) logger.error({ err: error }, "the sweep failed");
    const code = isInterrupted ? "interrupted" : error instanceof AppError ? error.code : "internal";
    // Where storage fails this fails too; the row is then ended by whoever leads next.
    await close({ failure: { code, requestId: null } }).catch(() => undefined);
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
