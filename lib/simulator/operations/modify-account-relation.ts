import { decideModify, type ModifyRequest } from "@/lib/simulator/change";
import { MODIFY_ACCOUNT_RELATION } from "@/lib/simulator/metadata";
import { invalidParameter, MISSING_PARAMETER, type Operation, refused } from "@/lib/simulator/operations/operation";
import { relationMeant } from "@/lib/simulator/operations/relation-meant";
import { writeBody } from "@/lib/simulator/operations/write-body";
import { unknownCode } from "@/lib/simulator/permission-codes";
import { VERBS } from "@/lib/simulator/relation";

export const modifyAccountRelation: Operation = {
  name: "ModifyAccountRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: MODIFY_ACCOUNT_RELATION,
  run(call) {
    const { args, caller, world } = call;
    const verb = VERBS.find((candidate) => candidate === args.text("RelationOperation"));
    const codes = args.list("PermissionCodes");
    const unknown = unknownCode(codes);
    if (!verb) return invalidParameter("RelationOperation", "must be ADD or DELETE");
    if (codes.length === 0) return MISSING_PARAMETER;
    if (unknown !== undefined) return invalidParameter("PermissionCodes", `holds the unknown value ${unknown}`);
    if (args.list("RoleCodes").length > 0) return invalidParameter("RoleCodes", "cannot be modified");
    const relation = relationMeant(call, world.switches.requireIds);
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
      body: writeBody(call),
      land: (visibility) => world.modify(relation.relationId, request, { by: call.id, requestId }, visibility),
    };
  },
};
