import "server-only";
import type { Answer, Unaccepted } from "@/lib/bss/answer";
import type { RelationPage } from "@/lib/bss/gateway";
import { accountGeneration, updateSweep } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import type { CertifiedPage, TurnedRelation } from "@/lib/domain/certificate";
import type { RelationId } from "@/lib/domain/ids";
import { addPage, type Listing, startListing } from "@/lib/domain/listing";
import { relationStates } from "@/lib/domain/relation-state";
import { scopeOf } from "@/lib/worker/read-failure";
import { type ListedPage, type PageNews, recordRelationPage } from "@/lib/worker/record-page";
import { assertMayAsk, Interrupted, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** QueryRelationList documents no largest page; its siblings say 300. */
const pageSize = 100;
/** QueryRelationList, "PageSize": the size when none is asked for, so it cannot be refused as too large. */
const standardPageSize = 20;
/** Pages that the total promises are asked for before the one in front of them has been answered. */
const pagesAhead = 3;
/** Pages that wait for one transaction: a commit costs as much as writing a page. */
const batchSize = 8;
const batchWaitMs = 100;

/** What going through the pages once gave. */
export interface Listed {
  readonly listing: Listing;
  readonly pages: readonly CertifiedPage[];
  /** Against what was known before it began; empty where nothing was. */
  readonly came: readonly RelationId[];
  readonly turned: readonly TurnedRelation[];
}

interface AskedPage {
  readonly answer: Answer<RelationPage>;
  readonly generation: number;
}

/**
 * Goes through the pages once, in their order, and stores what came, also when it ends early. `populationKnown`: by a
 * complete sweep, so that a new relation is news; `listedBefore`: by any list that was gone through, so that it is one
 * that came. Throws `Interrupted`, or what storage threw.
 */
export async function listRelations(
  terms: SweeperTerms,
  sweepId: string,
  { populationKnown, listedBefore }: { readonly populationKnown: boolean; readonly listedBefore: boolean },
): Promise<Listed | Unaccepted> {
  const { database, gateway, payer, abort, now } = terms;
  let listing = startListing(pageSize);
  const pages: CertifiedPage[] = [];
  const came: RelationId[] = [];
  const turned: TurnedRelation[] = [];
  let unwritten: ListedPage[] = [];
  let writtenAt = now();
  const asked = new Map<number, Promise<AskedPage>>();

  async function ask(pageNum: number): Promise<AskedPage> {
    const generation = await accountGeneration(database.read, payer);
    const query = { pageNum, pageSize: listing.pageSize, states: relationStates };
    return { generation, answer: await gateway.queryRelationList(query, { priority: "sweep", signal: abort }) };
  }

  function askAhead(next: number, totalCount: number): void {
    const last = Math.min(next + pagesAhead, Math.ceil(totalCount / listing.pageSize));
    for (let pageNum = next; pageNum <= last; pageNum += 1) {
      if (asked.has(pageNum)) continue;
      const page = ask(pageNum);
      asked.set(pageNum, page);
      // It may never be waited for, and its failure is told when it is.
      page.catch(() => undefined);
    }
  }

  async function write(): Promise<void> {
    const batch = unwritten;
    unwritten = [];
    writtenAt = now();
    if (batch.length === 0) return;
    const news = await database.transaction(async (tx) => {
      const found: PageNews[] = [];
      for (const page of batch) found.push(await recordRelationPage(tx, payer, page));
      await updateSweep(tx, sweepId, {
        pages: listing.pages,
        rows: listing.seen.size,
        duplicates: listing.duplicates,
        unreadable: listing.unreadable,
        total_count: listing.totalCount,
      });
      return found;
    });
    for (const page of listedBefore ? news : []) {
      came.push(...page.came);
      turned.push(...page.turned);
    }
    raise("changed");
  }

  try {
    for (let pageNum: number | null = 1; pageNum !== null; ) {
      assertMayAsk(terms);
      const { answer, generation } = await (asked.get(pageNum) ?? ask(pageNum));
      asked.delete(pageNum);
      if (answer.kind !== "accepted") {
        const scope = scopeOf(answer, "list");
        if (scope === "cancelled") throw new Interrupted();
        if (scope !== "request" || listing.pages > 0 || listing.pageSize === standardPageSize) return answer;
        listing = startListing(standardPageSize);
        continue;
      }
      const { rows, unreadable, totalCount } = answer.value;
      const relationIds = rows.map(({ relationId }) => relationId);
      pages.push({
        page: pageNum,
        pageSize: listing.pageSize,
        totalCount,
        rows: rows.length + unreadable,
        requestId: answer.evidence.requestId,
        askedAt: answer.evidence.beganAt,
        answeredAt: answer.evidence.endedAt,
      });
      const added = addPage(listing, { totalCount, relationIds, unreadable });
      listing = added.listing;
      pageNum = added.next;
      if (pageNum !== null) askAhead(pageNum, totalCount);
      unwritten.push({ rows, beganAt: answer.evidence.beganAt, generation, sweepId, populationKnown });
      if (unwritten.length >= batchSize || now() - writtenAt >= batchWaitMs) await write();
    }
  } finally {
    await write();
  }
  return { listing, pages, came, turned };
}
