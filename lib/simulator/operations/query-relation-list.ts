import type { Json } from "@/lib/simulator/json";
import { QUERY_RELATION_LIST } from "@/lib/simulator/metadata";
import { type Body, type Call, invalidParameter, type Operation, refused } from "@/lib/simulator/operations/operation";
import { readTime } from "@/lib/simulator/operations/read-time";
import { PAYER_NAMES } from "@/lib/simulator/payer-names";
import { type Relation, STATES, STATES_IN_EFFECT, type State } from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

const DEFAULT_PAGE_SIZE = 20;

/** Calls so far per world, for `listOrder: "shifting"`. */
const calls = new WeakMap<World, number>();

export const queryRelationList: Operation = {
  name: "QueryRelationList",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: QUERY_RELATION_LIST,
  run(call) {
    const { args, caller, world } = call;
    const pageNum = Number(args.text("PageNum") ?? 1);
    const askedSize = Number(args.text("PageSize") ?? DEFAULT_PAGE_SIZE);
    if (pageNum < 1) return invalidParameter("PageNum", "must be at least 1");
    if (askedSize < 1) return invalidParameter("PageSize", "must be at least 1");
    if (askedSize > world.switches.pageCap && world.switches.overCap === "refuse") {
      return invalidParameter("PageSize", `must be at most ${world.switches.pageCap}`);
    }
    const pageSize = Math.min(askedSize, world.switches.pageCap);
    const states = statesOf(args.list("StatusList"));
    if (!states) return invalidParameter("StatusList", "holds a value that is no RelationshipStatusEnum");

    const isOwn = args.text("UserId") === caller.accountUid;
    if (!isOwn && world.switches.foreignUserId === "refused") {
      return refused("NotAuthorized", "This API is not authorized for caller.");
    }
    const found = isOwn ? inListOrder(world, indicesOf(world, caller.accountUid, states)) : [];
    const page = found.slice((pageNum - 1) * pageSize, pageNum * pageSize);
    const rows = page.flatMap((index) => {
      const relation = world.store.shownAt(index);
      return relation ? [rowOf(relation, caller.accountUid, world)] : [];
    });
    const paging = { PageNum: pageNum, PageSize: pageSize };
    return {
      kind: "done",
      body: bodyOf(call, { ...paging, TotalCount: found.length, FinancialRelationInfoList: rows }),
      emptyBody: bodyOf(call, { ...paging, TotalCount: 0, FinancialRelationInfoList: [] }),
    };
  },
};

function bodyOf(call: Call, data: Body): Body {
  return { Code: "Success", Message: "Successful!", RequestId: call.requestId, Success: true, Data: data };
}

/** No StatusList: the states in effect (zh metadata: 默认不传值查询当前生效状态). Null when one is unknown. */
function statesOf(list: readonly string[]): readonly State[] | null {
  if (list.length === 0) return STATES_IN_EFFECT;
  const states = list.flatMap((text) => STATES.filter((state) => state === text));
  return states.length === list.length ? states : null;
}

/** The payer is in every relation; anybody else is the counterpart in its own. */
function indicesOf(world: World, uid: string, states: readonly State[]): number[] {
  if (uid === world.payerUid) return world.store.indicesIn(states);
  return world.store.indicesOfCounterpart(uid).filter((index) => {
    const relation = world.store.shownAt(index);
    return relation !== null && states.includes(relation.state);
  });
}

/** Order stability is not documented: `shifting` moves every row by one place per call, as an insertion would. */
function inListOrder(world: World, indices: number[]): number[] {
  if (world.switches.listOrder === "stable" || indices.length === 0) return indices;
  const call = calls.get(world) ?? 0;
  calls.set(world, call + 1);
  const shift = call % indices.length;
  return shift === 0 ? indices : [...indices.slice(-shift), ...indices.slice(0, -shift)];
}

/** The row describes the counterpart of the one who asks: one account per row. */
function rowOf(relation: Relation, callerUid: string, { payerUid, switches }: World): Json {
  const isMasterAsking = relation.masterUid === callerUid;
  const counterpartUid = isMasterAsking ? relation.memberUid : relation.masterUid;
  const { name, nickname } = counterpartUid === payerUid ? PAYER_NAMES : relation;
  return {
    RelationId: BigInt(relation.relationId),
    AccountId: BigInt(counterpartUid),
    AccountName: name,
    AccountNickName: nickname,
    AccountType: isMasterAsking ? "MEMBER" : "MASTER",
    RelationType: relation.type,
    State: relation.state,
    SetupTime: readTime(relation.setupTime, switches),
    StartTime: readTime(relation.startTime, switches),
    EndTime: readTime(relation.endTime, switches),
  };
}
