import type { Queryable } from "@/lib/db/database";
import { type StoredFacts, storedFacts } from "@/lib/db/queries/local-facts";
import { personName } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import type { FactsView } from "@/lib/domain/views/member";
import { type Context, reachOf } from "@/lib/services/context";

/** The facts of one relation as a page shows them. Throws `not_found`. */
export async function factsView(
  db: Queryable,
  context: Pick<Context, "payer" | "actor">,
  relationId: RelationId,
): Promise<FactsView> {
  const { owner, costCentre, tags, note, version, updatedAt, updatedBy } = await factsIn(db, context, relationId);
  const name = updatedBy === null ? null : await personName(db, updatedBy);
  return { owner, costCentre, tags, note, version, updatedAt, updatedBy: name };
}

/** The same as stored. Throws `not_found`. */
export async function factsIn(
  db: Queryable,
  context: Pick<Context, "payer" | "actor">,
  relationId: RelationId,
): Promise<StoredFacts> {
  const stored = (await storedFacts(db, reachOf(context), [relationId])).get(relationId);
  if (!stored) throw new AppError("not_found");
  return stored;
}
