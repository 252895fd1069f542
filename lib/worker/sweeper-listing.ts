import "server-only";
import type { Unaccepted } from "@/lib/bss/answer";
import { accountGeneration, updateSweep } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import { addPage, type Listing, startListing } from "@/lib/domain/listing";
import { relationStates } from "@/lib/domain/relation-state";
import { scopeOf } from "@/lib/worker/read-failure";
import { recordRelationPage } from "@/lib/worker/record-page";
import { assertMayAsk, Interrupted, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** QueryRelationList documents no largest page; its siblings say 300. */
const pageSize = 100;
/** QueryRelationList, "PageSize": the size when none is asked for, so it cannot be refused as too large. */
const standardPageSize = 20;

/** Goes through the pages once and stores each in a transaction of its own. Throws `Interrupted`. */
export async function listRelations(
  terms: SweeperTerms,
  sweepId: string,
  populationKnown: boolean,
): Promise<Listing | Unaccepted> {
  const { database, gateway, payer, abort } = terms;
  let listing = startListing(pageSize);
  for (let pageNum: number | null = 1; pageNum !== null; ) {
    assertMayAsk(terms);
    const generation = await accountGeneration(database.read, payer);
    const query = { pageNum, pageSize: listing.pageSize, states: relationStates };
    const answer = await gateway.queryRelationList(query, { priority: "sweep", signal: abort });
    if (answer.kind !== "accepted") {
      const scope = scopeOf(answer, "list");
      if (scope === "cancelled") throw new Interrupted();
      if (scope !== "request" || listing.pages > 0 || listing.pageSize === standardPageSize) return answer;
      listing = startListing(standardPageSize);
      continue;
    }
    const { rows, unreadable, totalCount } = answer.value;
    const { beganAt } = answer.evidence;
    const relationIds = rows.map(({ relationId }) => relationId);
    const added = addPage(listing, { totalCount, relationIds, unreadable });
    listing = added.listing;
    pageNum = added.next;
    await database.transaction(async (tx) => {
      await recordRelationPage(tx, payer, { rows, beganAt, generation, sweepId, populationKnown });
      await updateSweep(tx, sweepId, {
        pages: added.listing.pages,
        rows: added.listing.seen.size,
        duplicates: added.listing.duplicates,
        unreadable: added.listing.unreadable,
        total_count: totalCount,
      });
    });
    raise("changed");
  }
  return listing;
}
