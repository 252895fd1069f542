import "server-only";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { z } from "zod";
import { accountRow } from "@/lib/db/queries/accounts";
import {
  type CertificateRow,
  insertCertificatePart,
  newestCertificate,
  relationsListedBy,
} from "@/lib/db/queries/certificates";
import { isReadOnSchedule } from "@/lib/db/queries/due-reads";
import { canonicalJson } from "@/lib/domain/canonical-json";
import {
  type CertificateHead,
  type CertifiedRelation,
  type CountedIds,
  certificateDigest,
  certificateFormat,
  namedAtMost,
  pagesDigest,
  relationsHash,
} from "@/lib/domain/certificate";
import { instant, type RelationId } from "@/lib/domain/ids";
import { relationStates } from "@/lib/domain/relation-state";
import type { Listed } from "@/lib/worker/sweeper-listing";
import { assertMayAsk, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** Relations of one slice: some milliseconds of work, after which others have their turn. */
const slice = 500;

/** What a sweep knows when its list and its reads are done. */
interface SweepFindings {
  readonly id: string;
  readonly cause: string;
  readonly startedAt: string;
  /** Which list of its run it was, from 1. */
  readonly list: number;
  readonly listed: Listed;
  /** Relations that were known and that this list lacks. */
  readonly went: readonly RelationId[];
  readonly listedBefore: boolean;
  readonly verdict: CertificateHead["verdict"];
}

const storedFailure = z.object({ code: z.string(), at: z.string() });

type ListedRow = Awaited<ReturnType<typeof relationsListedBy>>[number];

/**
 * Stores the details of a sweep's certificate and gives its row, which the sweep's end stores. Each relation stands as it
 * is when its slice is read. Throws `Interrupted`, or what storage threw; what is stored by then is dropped by a later sweep.
 */
export async function makeCertificate(terms: SweeperTerms, sweep: SweepFindings): Promise<CertificateRow> {
  const { database, payer, now } = terms;
  const { listing, pages } = sweep.listed;
  const account = await accountRow(database.read, payer);
  const previous = await newestCertificate(database.read, payer);
  const hash = relationsHash();
  const counts = { inEffectOrPending: 0, readInSweep: 0, readEarlier: 0, neverRead: 0, failed: 0 };
  let bytes = 0;
  let position = 0;
  const store = async (body: string): Promise<void> => {
    const part = { payer_uid: payer, sweep_id: sweep.id, position, body };
    position += 1;
    bytes += Buffer.byteLength(body);
    await database.transaction((tx) => insertCertificatePart(tx, part));
  };
  await store(canonicalJson(pages));
  for (let after = ""; ; ) {
    assertMayAsk(terms);
    const rows = await relationsListedBy(database.read, payer, { sweepId: sweep.id, after, limit: slice });
    const lines = rows.map((row) => canonicalJson(certified(row)));
    for (const row of rows) count(counts, row, sweep.startedAt);
    hash.add(lines);
    if (lines.length > 0) await store(lines.join("\n"));
    const last = rows.at(-1);
    if (!last || rows.length < slice) break;
    after = last.relation_id;
    await yieldToOthers();
  }
  const head: CertificateHead = {
    format: certificateFormat,
    account: { uid: payer, site: account?.site ?? "", endpoint: account?.endpoint ?? "" },
    sweep: { id: sweep.id, cause: sweep.cause, list: sweep.list, startedAt: sweep.startedAt },
    asked: {
      action: "QueryRelationList",
      userId: payer,
      states: relationStates,
      pageSize: pages[0]?.pageSize ?? listing.pageSize,
    },
    window: {
      from: pages[0]?.askedAt ?? sweep.startedAt,
      until: pages.reduce((latest, { answeredAt }) => (answeredAt > latest ? answeredAt : latest), sweep.startedAt),
    },
    listed: {
      pages: listing.pages,
      totalCount: listing.totalCount ?? 0,
      relations: listing.seen.size,
      duplicates: listing.duplicates,
      unreadable: listing.unreadable,
      totalMoved: pages.flatMap(({ page, totalCount }, index) => {
        const from = pages[index - 1]?.totalCount ?? totalCount;
        return from === totalCount ? [] : [{ page, from, to: totalCount }];
      }),
    },
    compared: sweep.listedBefore ? comparedBy(sweep) : null,
    permissions: counts,
    pagesDigest: pagesDigest(pages),
    relationsDigest: hash.digest(),
    previous: previous ? { sweepId: previous.sweep_id, digest: previous.digest } : null,
    verdict: sweep.verdict,
  };
  return {
    sweep_id: sweep.id,
    payer_uid: payer,
    made_at: instant(now()),
    verdict: sweep.verdict,
    digest: certificateDigest(head),
    head: canonicalJson(head),
    bytes,
    kept: 1,
  };
}

const comparedBy = ({ listed, went }: SweepFindings): CertificateHead["compared"] => {
  const relations = listed.turned.toSorted((a, b) => (a.relationId < b.relationId ? -1 : 1));
  return {
    came: counted(listed.came),
    went: counted(went),
    turned: { count: relations.length, relations: relations.slice(0, namedAtMost) },
  };
};

const counted = (ids: readonly RelationId[]): CountedIds => ({
  count: ids.length,
  relationIds: ids.toSorted().slice(0, namedAtMost),
});

function count(
  counts: Record<keyof CertificateHead["permissions"], number>,
  { state, read_began_at, read_error }: ListedRow,
  startedAt: string,
): void {
  if (!isReadOnSchedule(state)) return;
  counts.inEffectOrPending += 1;
  if (read_error !== null) counts.failed += 1;
  if (read_began_at === null) counts.neverRead += 1;
  else if (read_began_at >= startedAt) counts.readInSweep += 1;
  else counts.readEarlier += 1;
}

const certified = (row: ListedRow): CertifiedRelation => ({
  relationId: row.relation_id,
  accountId: row.account_id,
  counterpart: row.counterpart,
  type: row.type,
  state: row.state,
  stateAt: row.state_began_at,
  setupTime: row.setup_time,
  startTime: row.start_time,
  endTime: row.end_time,
  permissions:
    row.read_began_at === null
      ? null
      : { readAt: row.read_began_at, requestId: row.read_request_id, digest: row.read_digest ?? "" },
  failed: row.read_error === null ? null : failureIn(row.read_error),
});

/** Why the last read failed, as `recordReadFailure` keeps it, but for its RequestId. */
const failureIn = (text: string): CertifiedRelation["failed"] => {
  const { code, at } = storedFailure.parse(JSON.parse(text));
  return { code, at };
};
