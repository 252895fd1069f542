import { matrixRelationsOf } from "@/lib/db/queries/matrix";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import type { MatrixRow } from "@/lib/domain/views/matrix";
import { authorise, type Context, reachOf } from "@/lib/services/context";
import { matrixFacts, matrixRowOf } from "@/lib/services/matrix/matrix-row";

/** As many as may be in sight at once, and some. */
const mostAtOnce = 120;

/**
 * Some rows of the matrix as they are now, in no order: those in sight, while something of them moves. Throws `bad_input`
 * for none or more than 120, `forbidden`, and `not_found` when one of them is not theirs.
 */
export async function matrixRows(
  context: Context,
  input: { readonly relationIds: readonly RelationId[] },
): Promise<readonly MatrixRow[]> {
  authorise(context, "member.read");
  const ids = [...new Set(input.relationIds)];
  if (ids.length === 0 || ids.length > mostAtOnce) throw new AppError("bad_input", ["relationIds"]);
  const { payer, database } = context;
  const at = instant(context.now());
  return database.snapshot(async (db) => {
    const relations = await matrixRelationsOf(db, reachOf(context), ids);
    if (relations.length !== ids.length) throw new AppError("not_found");
    const facts = await matrixFacts(db, payer, at, ids);
    return relations.map((relation) => matrixRowOf(relation, facts));
  });
}
