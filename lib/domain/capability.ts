/** The operations that Linkbook calls, by the vendor's names: reads, then writes. */
export const apiOperations = [
  "GetCallerIdentity",
  "QueryRelationList",
  "QueryPermissionList",
  "GetAccountRelation",
  "QueryFinancialAccountInfo",
  "ModifyAccountRelation",
  "AddAccountRelation",
  "ConfirmRelation",
  "RelieveAccountRelation",
  "CreateAgAccount",
] as const;
export type ApiOperation = (typeof apiOperations)[number];

/** What one answer says about whether the account may call an operation. */
export interface CapabilityNews {
  readonly state: "works" | "refused";
  /** Of the refusal. */
  readonly code: string | null;
}

/**
 * Codes that are about the caller and not about what was asked for. Source: the common error codes of the BSS APIs and
 * of their gateway; CreateAgAccount, error codes of the reseller (VNO) chapter. `NotApplicable` is not among them: it is
 * documented by its name only, and may be about one member.
 */
const callerMayNot =
  /^(NotAuthorized|NOT_AUTHORIZED|Forbidden(\..+)?|NoPermission(\..+)?|InvalidAction(\..+)?|InvalidVersion)$/;

/** What an answer tells; `null`: nothing, such as a wrong parameter or a time-out. `kind` is the class of the answer. */
export function capabilityNews(answer: { readonly kind: string; readonly code: string | null }): CapabilityNews | null {
  const { kind, code } = answer;
  if (kind === "accepted") return { state: "works", code: null };
  if (kind === "refused" && code !== null && callerMayNot.test(code)) return { state: "refused", code };
  return null;
}
