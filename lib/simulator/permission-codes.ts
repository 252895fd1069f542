/**
 * The seven codes that AddAccountRelation, ModifyAccountRelation and ConfirmRelation accept, with the PermissionName
 * shown on read. Only the first name is documented (sample of QueryPermissionList, with its trailing newline); the
 * others are written in its manner.
 */
const NAMES = {
  SYNCHRONIZE_FINANCE_IDENTITY: "The management account shares the credit control identity with the member.\n",
  SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET: "The management account shares its discounts with the member.\n",
  FORBID_WITHDRAW_CASH: "The member is not allowed to withdraw its balance.",
  FORBID_MANAGE_INVOICE: "The member is not allowed to manage invoices.\n",
  CHECK_FINANCE_INFO: "The management account views the financial relationship of the member.",
  MANAGE_TARGET_INVOICE: "The management account manages the invoices of the member.",
  CHECK_TARGET_CONSUMPTION: "The management account views the consumption details of the member.\n",
} as const;

export type PermissionCode = keyof typeof NAMES;

export const PERMISSION_CODES = Object.keys(NAMES).filter(isPermissionCode);

export function isPermissionCode(code: string): code is PermissionCode {
  return Object.hasOwn(NAMES, code);
}

/** The first text that is none of the seven. */
export function unknownCode(codes: readonly string[]): string | undefined {
  return codes.find((code) => !isPermissionCode(code));
}

/** A raw code that pairs with none of the seven: the desk must show it as it is and leave it alone. */
export const UNMAPPED_CODE = "allow_view_budget_center";
const UNMAPPED_NAME = "The management account views the budget center of the member.\n";

export function permissionName(code: string): string {
  return isPermissionCode(code) ? NAMES[code] : UNMAPPED_NAME;
}

/**
 * How a code is spelled when it is read. One pair is public: SYNCHRONIZE_FINANCE_IDENTITY is read as
 * `allow_synchronize_finance_identity`. The other six are unknown, so both answers can be had:
 * `normalise` (trim, upper-case and strip one leading ALLOW_ gives the code back) and `opaque` (it does not).
 */
export type Twins = "normalise" | "opaque";

const OPAQUE: Record<PermissionCode, string> = {
  SYNCHRONIZE_FINANCE_IDENTITY: "allow_synchronize_finance_identity",
  SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET: "p_1001",
  FORBID_WITHDRAW_CASH: "p_1002",
  FORBID_MANAGE_INVOICE: "p_1003",
  CHECK_FINANCE_INFO: "p_1004",
  MANAGE_TARGET_INVOICE: "p_1005",
  CHECK_TARGET_CONSUMPTION: "p_1006",
};

/** The spelling on read; a code outside of the seven is stored raw and read as it is. */
export function rawCode(code: string, twins: Twins): string {
  if (!isPermissionCode(code)) return code;
  if (twins === "opaque") return OPAQUE[code];
  return code.startsWith("SYNCHRONIZE_") ? `allow_${code.toLowerCase()}` : code.toLowerCase();
}
