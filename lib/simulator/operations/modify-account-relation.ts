import { decideModify, type ModifyRequest } from "@/lib/simulator/change";
import { MODIFY_ACCOUNT_RELATION } from "@/lib/simulator/metadata";
import {
  type Call,
  invalidParameter,
  type Operation,
  type Outcome,
  refused,
} from "@/lib/simulator/operations/operation";
import { isPermissionCode } from "@/lib/simulator/permission-codes";
import { type Relation, VERBS } from "@/lib/simulator/relation";

export const modifyAccountRelation: Operation = {
  name: "ModifyAccountRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: MODIFY_ACCOUNT_RELATION,
  run(call) {
    const { args, caller, world } = call;
    const verb = VERBS.find((candidate) => candidate === args.text("RelationOperation"));
    const codes = args.list("PermissionCodes");
    const unknown = codes.find((code) => !isPermissionCode(code));
    if (!verb) return invalidParameter("RelationOperation", "must be ADD or DELETE");
    if (codes.length === 0) return refused("MissingParameter", "The specified request lacks essential parameters.");
    if (unknown !== undefined) return invalidParameter("PermissionCodes", `holds the unknown value ${unknown}`);
    if (args.list("RoleCodes").length > 0) return invalidParameter("RoleCodes", "cannot be modified");
    const type = args.text("RelationType");
    if (type !== null && type !== "enterprise_group") return invalidParameter("RelationType", "is not supported");

    const relation = relationMeant(call);
    if ("kind" in relation) return relation;
    if (relation.masterUid !== caller.accountUid) {
      return refused("InvalidOwner", "The specified relationship does not belong to the caller.");
    }
    const request: ModifyRequest = { verb, codes: [...new Set(codes)], nick: args.text("ChildNick") };
    const decision = decideModify(relation, request, world.switches, world.clock.now());
    if (decision.kind === "refused") return decision;
    const { requestId } = call;
    return {
      kind: "done",
      body: {
        Code: "200",
        Message: "Successful!",
        RequestId: world.switches.requestIdEcho ? args.text("RequestId") : requestId,
        Success: true,
        // Documented as the source IP address of the request; everybody here is on loopback.
        Data: { HostId: "127.0.0.1" },
      },
      land: (visibility) => world.modify(relation.relationId, request, { by: call.id, requestId }, visibility),
    };
  },
};

/** Found by RelationId, or by parent, child and type together; when both are given they must agree. */
function relationMeant({ args, world }: Call): Relation | Outcome {
  const { requireIds } = world.switches;
  const relationId = args.text("RelationId");
  const parent = args.text("ParentUserId");
  const child = args.text("ChildUserId");
  const hasTriple = parent !== null && child !== null && args.text("RelationType") !== null;
  const lacks = refused("MissingParameter", "The specified request lacks essential parameters.");
  if (requireIds === "relation_id" && relationId === null) return lacks;
  if (requireIds === "parent_child_type" && !hasTriple) return lacks;
  if (relationId === null && !hasTriple) return lacks;

  const index =
    relationId === null ? indexOfPair(world.store, parent, child, world.payerUid) : world.store.indexOf(relationId);
  const relation = index === null ? null : world.store.currentAt(index);
  if (!relation) return invalidParameter(relationId === null ? "ChildUserId" : "RelationId", "does not exist");
  const isContradicted =
    (parent !== null && parent !== relation.masterUid) || (child !== null && child !== relation.memberUid);
  return isContradicted ? invalidParameter("ParentUserId or ChildUserId", "is of another relationship") : relation;
}

function indexOfPair(
  store: Call["world"]["store"],
  parent: string | null,
  child: string | null,
  payerUid: string,
): number | null {
  const counterpart = parent === payerUid ? child : parent;
  return counterpart === null ? null : store.indexOfCounterpart(counterpart);
}
