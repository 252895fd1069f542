import { type MatrixRelation, matrixRelations } from "@/lib/db/queries/matrix";
import { countMatching, countMembers } from "@/lib/db/queries/members";
import { instant, type RelationId } from "@/lib/domain/ids";
import type { MatrixView } from "@/lib/domain/views/matrix";
import type { MemberQuery } from "@/lib/domain/views/member";
import { authorise, type Context, reachOf } from "@/lib/services/context";
import { matrixFacts, matrixRowOf } from "@/lib/services/matrix/matrix-row";

/** More rows than this are not given at once: some megabytes, which a page can still search through at each key. */
const mostRows = 20_000;

const isFew = ({ length }: readonly unknown[]): boolean => length > 0 && length <= 200;
const idsOf = (relations: readonly MatrixRelation[]): readonly RelationId[] =>
  relations.map(({ relation_id }) => relation_id as RelationId);

/**
 * The members of a view with their seven codes, from storage, on one state of it; whatever the page of the query. `most`:
 * only the first so many, for a first paint. Throws `forbidden`, `not_found`.
 */
export async function matrixView(
  context: Context,
  { query, most = mostRows }: { readonly query: MemberQuery; readonly most?: number },
): Promise<MatrixView> {
  authorise(context, "member.read");
  const { payer, database } = context;
  const reach = reachOf(context);
  const at = instant(context.now());
  return database.snapshot(async (db) => {
    const relations = await matrixRelations(db, reach, query, most);
    const facts = await matrixFacts(db, payer, at, isFew(relations) ? idsOf(relations) : null);
    return {
      rows: relations.map((relation) => matrixRowOf(relation, facts)),
      matching: relations.length < most ? relations.length : await countMatching(db, reach, query),
      population: (await countMembers(db, reach)).all,
    };
  });
}
