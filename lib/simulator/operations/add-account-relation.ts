import { decideLink, type LinkRequest } from "@/lib/simulator/link";
import { ADD_ACCOUNT_RELATION } from "@/lib/simulator/metadata";
import { invalidParameter, MISSING_PARAMETER, type Operation, refused } from "@/lib/simulator/operations/operation";
import { writeBody } from "@/lib/simulator/operations/write-body";
import { unknownCode } from "@/lib/simulator/permission-codes";

/** Relation ids of linked accounts: beyond the population's and the minted ones, one per call. */
const FIRST_LINKED = 900_000_000;

/** AddAccountRelation: PermissionCodes and RoleCodes "can not be null at the same time"; the only role is trusteeship. */
export const addAccountRelation: Operation = {
  name: "AddAccountRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: ADD_ACCOUNT_RELATION,
  run(call) {
    const { args, caller, world } = call;
    const codes = args.list("PermissionCodes");
    const roles = args.list("RoleCodes");
    const unknown = unknownCode(codes);
    const childUid = args.text("ChildUserId") ?? "";
    if (args.text("RelationType") !== "enterprise_group") return invalidParameter("RelationType", "is not supported");
    if (codes.length === 0 && roles.length === 0) return MISSING_PARAMETER;
    if (unknown !== undefined) return invalidParameter("PermissionCodes", `holds the unknown value ${unknown}`);
    if (roles.some((role) => role !== "trusteeship")) return invalidParameter("RoleCodes", "must be trusteeship");
    if (args.text("ParentUserId") !== caller.accountUid) {
      return refused("InvalidOwner", "The specified management account is not the caller.");
    }
    // Only one payer has members here; a member that tries to become one is turned down as somebody who may not.
    if (caller.accountUid !== world.payerUid) return refused("NotAuthorized", "This API is not authorized for caller.");
    const child = world.childOf(childUid);
    if (!child || childUid === caller.accountUid)
      return invalidParameter("ChildUserId", "is not an account to be linked");

    const request: LinkRequest = {
      relationId: String(FIRST_LINKED + call.number),
      parentUid: caller.accountUid,
      childUid,
      codes,
      isTrusteeship: roles.length > 0,
      nick: args.text("ChildNick"),
    };
    const decision = decideLink(request, child, world.switches, world.clock.now());
    if (decision.kind === "refused") return decision;
    return {
      kind: "done",
      body: writeBody(call, { RelationId: BigInt(request.relationId) }),
      land: (visibility) => world.link(request, { by: call.id, requestId: call.requestId }, visibility),
    };
  },
};
