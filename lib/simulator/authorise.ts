import type { Principal } from "@/lib/simulator/credentials";
import type { Operation } from "@/lib/simulator/operations/operation";
import { ApiError } from "@/lib/simulator/wire/api-error";

/**
 * RAM's answer. Throws `ApiError`: `Forbidden.RAM` (documented for BSS) for a key without any right, `NoPermission` with
 * AccessDeniedDetail (RAM's own page) for one that lacks this right, so that a client meets both.
 */
export function authorise(caller: Principal, operation: Operation): void {
  if (operation.product !== "BssOpenApi" || caller.rights === "all") return;
  const action = `bssapi:${operation.name}`;
  const accessDenied = {
    AuthAction: action,
    AuthPrincipalDisplayName: caller.ramUser?.id ?? caller.accountUid,
    AuthPrincipalOwnerId: caller.accountUid,
    AuthPrincipalType: "SubUser",
    NoPermissionType: "ImplicitDeny",
    PolicyType: "AccountLevelIdentityBasedPolicy",
  };
  if (caller.rights === "none") {
    const message = "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
    throw new ApiError(403, "Forbidden.RAM", message, { accessDenied });
  }
  if (!operation.name.startsWith("Query")) {
    const message = `You are not authorized to perform this action. Action: ${action} Resource: * NoPermissionType: ImplicitDeny`;
    throw new ApiError(403, "NoPermission", message, { accessDenied });
  }
}
