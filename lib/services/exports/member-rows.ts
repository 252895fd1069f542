import { setImmediate as turn } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { currentSets } from "@/lib/db/queries/current-sets";
import { busyRelations, relationsInOrder } from "@/lib/db/queries/members";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
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
  payer: Uid,
  ids: readonly RelationId[],
  at: Instant,
): AsyncGenerator<readonly MemberFacts[]> {
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    // SQLite answers at once: without a turn in between, everybody else would wait for the whole file.
    await turn();
    const some = ids.slice(from, from + rowsAtOnce);
    const relations = await relationsInOrder(read, payer, some);
    const sets = await currentSets(read, payer, some);
    const busy = await busyRelations(read, payer, some);
    const aliases = await activeAliases(read, payer);
    yield relations.map((relation) => ({
      relation,
      observed: readCodes(sets.get(relation.relation_id) ?? [], aliases, at),
      busy: busy.has(relation.relation_id),
    }));
  }
}
