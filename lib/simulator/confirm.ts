import { type Refusal, withPending } from "@/lib/simulator/change";
import { isPermissionCode } from "@/lib/simulator/permission-codes";
import { codesOn, type Relation } from "@/lib/simulator/relation";

export type ConfirmRequest = { readonly act: "accept" | "decline" | "cancel"; readonly codes: readonly string[] };

/**
 * Why ConfirmRelation turns a request down, or null. Documented: PermissionCodes must be those of the invitation. For a
 * pending change nothing is documented, so its own codes, the set of now and the set to be are all good. An invitation
 * to the role alone has no codes, although the parameter is required: then any will do.
 */
export function confirmRefusal(relation: Relation, request: ConfirmRequest, now: number): Refusal | null {
  const { state, permissions, pending } = relation;
  if (state !== "CONFIRMING" && state !== "CHANGE_CONFIRMING") {
    return { code: "NotApplicable", message: `The relationship is ${state} and has nothing to be confirmed.` };
  }
  const invitation = permissions.map(({ code }) => code).filter(isPermissionCode);
  if (state === "CONFIRMING" && invitation.length === 0) return null;
  const fitting =
    state === "CONFIRMING"
      ? [invitation]
      : [
          pending.flatMap(({ codes }) => codes),
          codesOn(relation, now).filter(isPermissionCode),
          codesOn(withPending(relation, pending, now), now).filter(isPermissionCode),
        ];
  if (fitting.some((codes) => isSameSet(codes, request.codes))) return null;
  return { code: "InvalidParameter", message: "PermissionCodes are not those that are to be confirmed." };
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const left = new Set(some);
  const right = new Set(others);
  return left.size === right.size && [...left].every((code) => right.has(code));
}
