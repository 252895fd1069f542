/**
 * The seven permission codes that ModifyAccountRelation documents, with what they mean. Two of them are bans:
 * adding `FORBID_…` takes a right away from the member. Source: ModifyAccountRelation, "PermissionCodes"; who
 * receives each right follows the Chinese text, which the SDK's English comments contradict for two codes.
 */
export const permissionCodes = [
  "SYNCHRONIZE_FINANCE_IDENTITY",
  "SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET",
  "CHECK_FINANCE_INFO",
  "CHECK_TARGET_CONSUMPTION",
  "MANAGE_TARGET_INVOICE",
  "FORBID_WITHDRAW_CASH",
  "FORBID_MANAGE_INVOICE",
] as const;

export type PermissionCode = (typeof permissionCodes)[number];

/** Who the right is about: what is shared with the member, what the payer may do, what the member may not do. */
export const permissionGroups = ["shared", "payer_may", "member_may_not"] as const;
export type PermissionGroup = (typeof permissionGroups)[number];

export type Direction = "add" | "remove";
export type Risk = "low" | "medium" | "high";

export interface CatalogueEntry {
  readonly group: PermissionGroup;
  /** A grant gives a right when added; a ban takes one away when added. */
  readonly kind: "grant" | "ban";
  readonly risk: Readonly<Record<Direction, Risk>>;
  /** Codes whose ADD must come before the ADD of this one; on removal the order is the reverse. */
  readonly after: readonly PermissionCode[];
}

export const catalogueVersion = 1;

export const catalogue = {
  SYNCHRONIZE_FINANCE_IDENTITY: { group: "shared", kind: "grant", risk: { add: "high", remove: "high" }, after: [] },
  SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET: {
    group: "shared",
    kind: "grant",
    risk: { add: "medium", remove: "medium" },
    after: [],
  },
  CHECK_FINANCE_INFO: { group: "payer_may", kind: "grant", risk: { add: "low", remove: "low" }, after: [] },
  CHECK_TARGET_CONSUMPTION: { group: "payer_may", kind: "grant", risk: { add: "low", remove: "low" }, after: [] },
  MANAGE_TARGET_INVOICE: { group: "payer_may", kind: "grant", risk: { add: "high", remove: "high" }, after: [] },
  FORBID_WITHDRAW_CASH: { group: "member_may_not", kind: "ban", risk: { add: "low", remove: "high" }, after: [] },
  // Banning the member from invoices while the payer may not manage them leaves nobody able to invoice.
  FORBID_MANAGE_INVOICE: {
    group: "member_may_not",
    kind: "ban",
    risk: { add: "high", remove: "high" },
    after: ["MANAGE_TARGET_INVOICE"],
  },
} as const satisfies Record<PermissionCode, CatalogueEntry>;

const known: ReadonlySet<string> = new Set(permissionCodes);

/** Whether a text is one of the seven codes, in upper case exactly as ModifyAccountRelation takes them. */
export const isPermissionCode = (text: string): text is PermissionCode => known.has(text);
