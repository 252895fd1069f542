import { withPending } from "@/lib/simulator/change";
import { QUERY_PERMISSION_LIST } from "@/lib/simulator/metadata";
import { type Body, invalidParameter, type Operation, refused } from "@/lib/simulator/operations/operation";
import { readTime } from "@/lib/simulator/operations/read-time";
import { permissionName, rawCode } from "@/lib/simulator/permission-codes";
import { hasEnded, type Permission, type Relation } from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

export const queryPermissionList: Operation = {
  name: "QueryPermissionList",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: QUERY_PERMISSION_LIST,
  run({ args, caller, world, requestId }) {
    const relationId = args.text("RelationId") ?? "";
    const index = world.store.indexOf(relationId);
    const nowhere = invalidParameter("RelationId", "does not exist");
    if (index === null) return nowhere;
    const relation = world.store.currentAt(index);
    if (relation.masterUid !== caller.accountUid && relation.memberUid !== caller.accountUid) {
      return refused("NotAuthorized", "This API is not authorized for caller.");
    }
    const shown = world.store.readAt(index);
    if (!shown) return nowhere;
    const permissions = listedPermissions(shown, world);
    const bodyWith = (list: readonly Body[]): Body => ({
      Code: "Success",
      Message: "Successful!",
      RequestId: requestId,
      Success: true,
      Data: {
        EndTime: readTime(shown.endTime, world.switches),
        RelationType: shown.type,
        StartTime: readTime(shown.startTime, world.switches),
        State: shown.state,
        MasterId: BigInt(shown.masterUid),
        MemberId: BigInt(shown.memberUid),
        SetupTime: readTime(shown.setupTime, world.switches),
        PermissionList: list,
      },
    });
    const { twins } = world.switches;
    return {
      kind: "done",
      body: bodyWith(permissions.map((permission) => rowOf(permission, world))),
      emptyBody: bodyWith([]),
      shown: { relationId, state: shown.state, codes: permissions.map(({ code }) => rawCode(code, twins)) },
    };
  },
};

function listedPermissions(relation: Relation, world: World): Permission[] {
  const now = world.clock.now();
  if (relation.state === "CONFIRMING" && world.switches.invitationCodes === "hidden") return [];
  const showsNew = relation.state === "CHANGE_CONFIRMING" && world.switches.showSet === "new";
  const { permissions } = showsNew ? withPending(relation, relation.pending, now) : relation;
  return permissions.filter((permission) => world.switches.endedPermissionsListed || !hasEnded(permission, now));
}

function rowOf({ code, startTime, endTime }: Permission, world: World): Body {
  return {
    EndTime: readTime(endTime, world.switches),
    StartTime: readTime(startTime, world.switches),
    PermissionCode: rawCode(code, world.switches.twins),
    PermissionName: permissionName(code),
  };
}
