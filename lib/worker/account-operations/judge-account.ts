import type { AccountOperation } from "@/lib/db/queries/account-operations";
import { isRelationAct, standingOf } from "@/lib/domain/account-acts";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { isRelationState } from "@/lib/domain/relation-state";

/** A relation as a read after the write shows it. */
export interface SeenRelation {
  readonly state: string;
  readonly type: string;
  readonly parent: string;
  readonly child: string;
  /** Null: the read could not tell. */
  readonly on: readonly PermissionCode[] | null;
}

/**
 * What a read says about an account operation. `shown`: it is as asked for; `absent`: it is as before; `waiting`: the
 * member has to answer; `declined`: the member did; `elsewhere`: it ended another way; `unclear`: the read cannot tell.
 */
export type AccountSight = "shown" | "absent" | "waiting" | "declined" | "elsewhere" | "unclear";

/** Pure. `null` as what is seen: a whole list without the relation. */
export function sightOf(
  operation: Pick<AccountOperation, "kind" | "act" | "link" | "memberUid">,
  payer: string,
  seen: SeenRelation | null,
): AccountSight {
  if (!seen) return "absent";
  const { kind, act, link } = operation;
  if (act && isRelationAct(kind)) {
    if (seen.parent !== act.parent || seen.child !== act.child) return "unclear";
    const standing = standingOf(kind, seen.state);
    return standing === "done"
      ? "shown"
      : standing === "open"
        ? "absent"
        : standing === "elsewhere"
          ? standing
          : "unclear";
  }
  if (!link || seen.parent !== payer || seen.child !== operation.memberUid || !isRelationState(seen.state))
    return "unclear";
  switch (seen.state) {
    case "INITIAL":
    case "CONFIRMING":
    case "CHANGE_CONFIRMING":
      return "waiting";
    case "REJECTED":
      return "declined";
    case "CONNECTION_CANCELED":
    case "CONNECTION_MASTER_CANCEL":
      return "elsewhere";
    case "RELATED":
      return isGranted(link.grant, seen) ? "shown" : "unclear";
  }
}

const isGranted = (grant: NonNullable<AccountOperation["link"]>["grant"], { type, on }: SeenRelation): boolean =>
  grant.kind === "trusteeship"
    ? type === "FinancialTrusteeship"
    : on !== null && grant.codes.every((code) => on.includes(code));
