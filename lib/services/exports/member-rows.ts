import { setImmediate as turn } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { currentSets } from "@/lib/db/queries/current-sets";
import { storedFacts } from "@/lib/db/queries/local-facts";
import { busyRelations, relationsInOrder } from "@/lib/db/queries/members";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import type { Reach } from "@/lib/db/queries/scope";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { noFacts } from "@/lib/domain/local-facts";
import { readCodes } from "@/lib/domain/observed";
import type { MemberFacts } from "@/lib/services/exports/member-cells";

/** Read together: few enough that nobody else's read waits long for its turn. */
const rowsAtOnce = 200;

/**
 * What is stored of these relations, in the order of the ids, a few hundred at a time, each as it stands when its turn
 * comes. `at`: the moment for which codes are on or off.
 */
export async function* memberRows(
  { read }: Database,
  reach: Reach,
  ids: readonly RelationId[],
  at: Instant,
): AsyncGenerator<readonly MemberFacts[]> {
  const { payer } = reach;
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    // SQLite answers at once: without a turn in between, everybody else would wait for the whole file.
    await turn();
    const some = ids.slice(from, from + rowsAtOnce);
    const relations = await relationsInOrder(read, reach, some);
    const facts = await storedFacts(read, reach, some);
    const sets = await currentSets(read, payer, some);
    const busy = await busyRelations(read, payer, some);
    const aliases = await activeAliases(read, payer);
    yield relations.map((relation) => ({
      relation,
      observed: readCodes(sets.get(relation.relation_id) ?? [], aliases, at),
      busy: busy.has(relation.relation_id),
      facts: facts.get(relation.relation_id as RelationId) ?? noFacts,
    }));
  }
}
