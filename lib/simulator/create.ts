import type { Account } from "@/lib/simulator/accounts";
import type { Refusal } from "@/lib/simulator/change";
import type { Switches } from "@/lib/simulator/switches";

export type CreateFacts = {
  readonly loginEmail: string;
  readonly callerUid: string;
  /** The caller is the one that may have members at all. */
  readonly isPayer: boolean;
  /** Whose address it already is. */
  readonly usedBy: Account | null;
  readonly createdSoFar: number;
};

export type CreateDecision =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "used"; readonly by: Account }
  | { readonly kind: "accepted" };

/**
 * What CreateAgAccount says, by the VNO chapter (page 143220): only a reseller may, the address must end as applied for,
 * and there is a quota. Pure. The order of these checks is not documented.
 */
export function decideCreate(facts: CreateFacts, switches: Switches): CreateDecision {
  const refused = (code: string, message: string): CreateDecision => ({ kind: "refused", refusal: { code, message } });
  if (!switches.reseller || !facts.isPayer) return refused("NOT_AUTHORIZED", "未授权");
  const domain = facts.loginEmail.slice(facts.loginEmail.lastIndexOf("@") + 1).toLowerCase();
  if (switches.emailDomain !== null && domain !== switches.emailDomain.toLowerCase()) {
    return refused("EMAIL_DOMAIN_NOT_AUTHORIZED", "邮箱域未授权");
  }
  if (facts.usedBy) return { kind: "used", by: facts.usedBy };
  if (facts.createdSoFar >= switches.createQuota) {
    return refused("OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT", `mpk=${facts.callerUid}, over quota limit`);
  }
  return { kind: "accepted" };
}
