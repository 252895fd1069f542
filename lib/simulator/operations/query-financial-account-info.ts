import { QUERY_FINANCIAL_ACCOUNT_INFO } from "@/lib/simulator/metadata";
import { type Body, type Operation, refused } from "@/lib/simulator/operations/operation";
import { PAYER_NAMES } from "@/lib/simulator/payer-names";
import { pick, textHash } from "@/lib/simulator/random";
import { type Relation, STATES_IN_EFFECT } from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

type Group = { readonly id: number; readonly name: string };

/** The first is the sample of the page. */
const GROUPS: readonly [Group, ...Group[]] = [
  { id: 124, name: "测试组" },
  { id: 207, name: "华东大区" },
  { id: 311, name: "Overseas" },
];

/**
 * QueryFinancialAccountInfo: "accounts with which there is a parent-child relation" (page). That means here the caller,
 * its members in effect, and accounts that it has created; everybody else is refused, known or not.
 */
export const queryFinancialAccountInfo: Operation = {
  name: "QueryFinancialAccountInfo",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: QUERY_FINANCIAL_ACCOUNT_INFO,
  run({ args, caller, world, requestId }) {
    const uid = args.text("UserId") ?? "";
    const data = uid === caller.accountUid ? ownInfo(world, uid) : infoOfMember(world, uid, caller.accountUid);
    if (!data) return refused("NotAuthorized", "This API is not authorized for caller.");
    return {
      kind: "done",
      body: { Code: "Success", Message: "Successful!", RequestId: requestId, Success: true, Data: data },
    };
  },
};

function ownInfo(world: World, uid: string): Body {
  if (uid === world.payerUid) return infoOf("MASTER", PAYER_NAMES.name, PAYER_NAMES.nickname);
  const relation = linkOf(world, uid);
  if (relation?.memberUid === uid) return infoOf("MEMBER", relation.name, relation.nickname, uid);
  if (relation) return infoOf("MASTER", relation.name, relation.nickname);
  return infoOf("", world.childOf(uid)?.name ?? "", "");
}

function infoOfMember(world: World, uid: string, callerUid: string): Body | null {
  const isCreated = world.accounts.get(uid)?.origin === "created";
  if (isCreated && !world.switches.accountInfoFindsNew) return null;
  const relation = linkOf(world, uid);
  if (relation?.masterUid === callerUid) return infoOf("MEMBER", relation.name, relation.nickname, uid);
  if (!isCreated || callerUid !== world.payerUid || !world.accounts.isShown(uid)) return null;
  return infoOf("MEMBER", world.accounts.get(uid)?.name ?? "", "", uid);
}

/** The relation in effect of a counterpart, as reads show it. */
function linkOf(world: World, uid: string): Relation | null {
  const shown = world.store.indicesOfCounterpart(uid).map((index) => world.store.shownAt(index));
  return shown.find((relation) => relation && STATES_IN_EFFECT.includes(relation.state)) ?? null;
}

/** An empty type: no financial account. Only a member has a group, and it says nothing here but that there are some. */
function infoOf(type: "MASTER" | "MEMBER" | "", userName: string, nickname: string, memberUid?: string): Body {
  const group = memberUid === undefined ? null : pick(GROUPS, textHash(memberUid));
  return {
    MemberNickName: nickname,
    IsFinancialAccount: type !== "",
    MemberGroupName: group?.name ?? "",
    UserName: userName,
    AccountType: type,
    MemberGroupId: group?.id ?? 0,
  };
}
