import { RELIEVE_ACCOUNT_RELATION } from "@/lib/simulator/metadata";
import { type Operation, refused } from "@/lib/simulator/operations/operation";
import { relationMeant } from "@/lib/simulator/operations/relation-meant";
import { writeBody } from "@/lib/simulator/operations/write-body";
import { STATES_IN_EFFECT } from "@/lib/simulator/relation";

/** RelieveAccountRelation: only the management account may unlink (console page on disassociating an account). */
export const relieveAccountRelation: Operation = {
  name: "RelieveAccountRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: RELIEVE_ACCOUNT_RELATION,
  run(call) {
    const { caller, world, id, requestId } = call;
    const relation = relationMeant(call);
    if ("kind" in relation) return relation;
    if (relation.masterUid !== caller.accountUid) {
      return refused("InvalidOwner", "The specified relationship does not belong to the caller.");
    }
    if (!STATES_IN_EFFECT.includes(relation.state)) {
      return refused("NotApplicable", `The relationship is ${relation.state} and cannot be terminated.`);
    }
    if (world.switches.relieveBlocked === "credit_not_reclaimed") {
      return refused("NotApplicable", "The credit that is allocated to the member must be reclaimed first.");
    }
    return {
      kind: "done",
      body: writeBody(call),
      land: (visibility) => {
        const now = world.store.current(relation.relationId);
        if (now) world.act(now, "unlink", { by: id, requestId }, visibility);
      },
    };
  },
};
