import type { Json } from "@/lib/simulator/json";
import { GET_ACCOUNT_RELATION } from "@/lib/simulator/metadata";
import { invalidParameter, MISSING_PARAMETER, type Operation, refused } from "@/lib/simulator/operations/operation";
import type { Relation, State } from "@/lib/simulator/relation";
import type { Switches } from "@/lib/simulator/switches";

/** The remarks of the Chinese page, with which its sample prints the Status. */
const REMARKS: Record<State, string> = {
  RELATED: "已建立关联",
  CONFIRMING: "待对方确认",
  REJECTED: "对方拒绝",
  CONNECTION_CANCELED: "财务子账号取消申请",
  CONNECTION_MASTER_CANCEL: "财务主账号取消邀请",
  CHANGE_CONFIRMING: "关系变更待确认中",
  INITIAL: "初始新建关联状态",
};

/** GetAccountRelation, by GET only. What it answers without a RelationId, which is optional, is not documented. */
export const getAccountRelation: Operation = {
  name: "GetAccountRelation",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: GET_ACCOUNT_RELATION,
  run({ args, caller, world, requestId }) {
    const relationId = args.text("RelationId");
    if (relationId === null) return MISSING_PARAMETER;
    const index = world.store.indexOf(relationId);
    const shown = index === null ? null : world.store.shownAt(index);
    if (!shown) return invalidParameter("RelationId", "does not exist");
    if (shown.masterUid !== caller.accountUid && shown.memberUid !== caller.accountUid) {
      return refused("NotAuthorized", "This API is not authorized for caller.");
    }
    const { switches } = world;
    const asked = switches.requestIdEcho ? args.text("RequestId") : null;
    return {
      kind: "done",
      body: {
        Message: "Successful!",
        RequestId: asked ?? requestId,
        Data: {
          Id: BigInt(shown.relationId),
          ParentUserId: BigInt(shown.masterUid),
          ChildUserId: BigInt(shown.memberUid),
          StartTime: timeOf(shown.startTime, switches),
          EndTime: timeOf(shown.endTime, switches),
          Type: "enterprise_group",
          Status: switches.statusForm === "annotated" ? `${shown.state} 【${REMARKS[shown.state]}】` : shown.state,
          GmtModified: timeOf(lastChange(shown, world.clock.now()), switches),
        },
        Code: "200",
        Success: true,
      },
    };
  },
};

/** Typed long; the sample holds 0, the examples of the fields a date such as 2021-12-01. An absent time: 0 or empty. */
function timeOf(time: string, { longTimes }: Switches): Json {
  if (longTimes === "date_text") return time.slice(0, 10);
  if (longTimes === "zero" || time === "") return 0;
  return Date.parse(time) / (longTimes === "epoch_s" ? 1000 : 1);
}

/** The latest of the past times that a relation carries: when it was really modified is not kept. */
function lastChange({ setupTime, startTime, endTime, permissions }: Relation, now: number): string {
  const times = [setupTime, startTime, endTime, ...permissions.flatMap((row) => [row.startTime, row.endTime])];
  return (
    times
      .filter((time) => time !== "" && Date.parse(time) <= now)
      .sort()
      .at(-1) ?? ""
  );
}
