import { isPermissionCode, permissionName, rawCode } from "@/lib/simulator/permission-codes";
import { codesOn, type Relation } from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

/** One relation for a tester: as it truly is, and in `shown` as reads give it at this moment. */
export function relationView(world: World, index: number) {
  const relation = world.store.currentAt(index);
  const now = world.clock.now();
  const on = codesOn(relation, now);
  const shown = world.store.shownAt(index);
  const isMaster = relation.masterUid !== world.payerUid;
  return {
    relationId: relation.relationId,
    masterUid: relation.masterUid,
    memberUid: relation.memberUid,
    counterpartUid: isMaster ? relation.masterUid : relation.memberUid,
    counterpart: isMaster ? "MASTER" : "MEMBER",
    name: relation.name,
    nickname: relation.nickname,
    state: relation.state,
    type: relation.type,
    differentName: relation.differentName,
    setupTime: relation.setupTime,
    startTime: relation.startTime,
    endTime: relation.endTime,
    codes: on.filter(isPermissionCode),
    unmapped: on.filter((code) => !isPermissionCode(code)),
    raw: on.map((code) => rawCode(code, world.switches.twins)),
    permissions: relation.permissions.map((permission) => ({
      ...permission,
      raw: rawCode(permission.code, world.switches.twins),
      name: permissionName(permission.code),
    })),
    pending: relation.pending,
    shown: shown && { state: shown.state, codes: codesOn(shown, now) },
  };
}

/** True when a relation has ended or future permission rows: such subjects are hard to find otherwise. */
export function hasRowsOff(relation: Relation, now: number): boolean {
  return relation.permissions.length > codesOn(relation, now).length;
}
