import { type ConfirmRequest, confirmRefusal } from "@/lib/simulator/confirm";
import { CONFIRM_RELATION } from "@/lib/simulator/metadata";
import { invalidParameter, type Operation, refused } from "@/lib/simulator/operations/operation";
import { relationMeant } from "@/lib/simulator/operations/relation-meant";
import { writeBody } from "@/lib/simulator/operations/write-body";
import { unknownCode } from "@/lib/simulator/permission-codes";
import type { Switches } from "@/lib/simulator/switches";

/**
 * ConfirmRelation: `child_agree` and `child_disagree` are documented; for "the management account cancels" the pages
 * print a phrase in place of a value, hence the switch. That the member answers with its own key is inferred.
 */
export const confirmRelation: Operation = {
  name: "ConfirmRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: CONFIRM_RELATION,
  run(call) {
    const { args, caller, world, id, requestId } = call;
    const act = actOf(args.text("ConfirmCode"), world.switches);
    const codes = args.list("PermissionCodes");
    const unknown = unknownCode(codes);
    if (!act) return invalidParameter("ConfirmCode", "is not supported");
    if (unknown !== undefined) return invalidParameter("PermissionCodes", `holds the unknown value ${unknown}`);
    const relation = relationMeant(call);
    if ("kind" in relation) return relation;
    const owner = act === "cancel" ? relation.masterUid : relation.memberUid;
    if (owner !== caller.accountUid) {
      return refused("InvalidOwner", "The specified relationship is not for the caller to confirm.");
    }
    const request: ConfirmRequest = { act, codes };
    const refusal = confirmRefusal(relation, request, world.clock.now());
    if (refusal) return { kind: "refused", refusal };
    return {
      kind: "done",
      body: writeBody(call),
      land: (visibility) => {
        const now = world.store.current(relation.relationId);
        if (now && !confirmRefusal(now, request, world.clock.now())) {
          world.act(now, act, { by: id, requestId }, visibility);
        }
      },
    };
  },
};

function actOf(confirmCode: string | null, switches: Switches): ConfirmRequest["act"] | null {
  if (confirmCode === "child_agree") return "accept";
  if (confirmCode === "child_disagree") return "decline";
  return confirmCode === switches.cancelConfirmCode ? "cancel" : null;
}
