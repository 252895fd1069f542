import { type Call, invalidParameter, MISSING_PARAMETER, type Outcome } from "@/lib/simulator/operations/operation";
import type { Relation } from "@/lib/simulator/relation";
import type { Switches } from "@/lib/simulator/switches";
import type { World } from "@/lib/simulator/world";

/**
 * The relation that a call names, by RelationId or by parent, child and type together (page of RelieveAccountRelation);
 * when both are given they must agree. A parent and child that were linked more than once: the latest.
 */
export function relationMeant(
  { args, world }: Call,
  requireIds: Switches["requireIds"] = "either",
): Relation | Outcome {
  const relationId = args.text("RelationId");
  const parent = args.text("ParentUserId");
  const child = args.text("ChildUserId");
  const type = args.text("RelationType");
  if (type !== null && type !== "enterprise_group") return invalidParameter("RelationType", "is not supported");
  const hasTriple = parent !== null && child !== null && type !== null;
  if (requireIds === "relation_id" && relationId === null) return MISSING_PARAMETER;
  if (requireIds === "parent_child_type" && !hasTriple) return MISSING_PARAMETER;
  if (relationId === null && !hasTriple) return MISSING_PARAMETER;

  const index = relationId === null ? indexOfPair(world, parent, child) : world.store.indexOf(relationId);
  const relation = index === null ? null : world.store.currentAt(index);
  if (!relation) return invalidParameter(relationId === null ? "ChildUserId" : "RelationId", "does not exist");
  const isContradicted =
    (parent !== null && parent !== relation.masterUid) || (child !== null && child !== relation.memberUid);
  return isContradicted ? invalidParameter("ParentUserId or ChildUserId", "is of another relationship") : relation;
}

function indexOfPair({ store, payerUid }: World, parent: string | null, child: string | null): number | null {
  const counterpart = parent === payerUid ? child : parent;
  return counterpart === null ? null : (store.indicesOfCounterpart(counterpart).at(-1) ?? null);
}
