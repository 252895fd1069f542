import { currentSets } from "@/lib/db/queries/current-sets";
import { busyRelations, countMembers, findRelations, pagesOf } from "@/lib/db/queries/members";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { instant, type RelationId } from "@/lib/domain/ids";
import { readCodes } from "@/lib/domain/observed";
import type { MemberQuery, MembersPage } from "@/lib/domain/views/member";
import { authorise, type Context, reachOf } from "@/lib/services/context";
import { memberRowOf } from "@/lib/services/relations/member-row";

/**
 * One page of the list, from storage. Relations that upstream lists no more and those with a management account are
 * rows like others; `population` counts the members that are listed now. Throws `forbidden`, `not_found`.
 */
export async function listMembers(context: Context, query: MemberQuery): Promise<MembersPage> {
  authorise(context, "member.read");
  const { payer, database } = context;
  const db = database.read;
  const reach = reachOf(context);
  const at = instant(context.now());
  // Side by side, where the engine has more than one connection for it.
  const [{ relations, matching, page }, members] = await Promise.all([
    findRelations(db, reach, query),
    countMembers(db, reach),
  ]);
  const ids = relations.map(({ relation_id }) => relation_id as RelationId);
  const [sets, aliases, busy] = await Promise.all([
    currentSets(db, payer, ids),
    activeAliases(db, payer),
    busyRelations(db, payer, ids),
  ]);
  return {
    rows: relations.map((relation) =>
      memberRowOf(
        relation,
        readCodes(sets.get(relation.relation_id) ?? [], aliases, at),
        busy.has(relation.relation_id),
        at,
      ),
    ),
    matching,
    population: members.all,
    unowned: members.unowned,
    page,
    pages: pagesOf(matching, query.pageSize),
  };
}
