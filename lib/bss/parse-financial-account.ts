import { z } from "zod";
import { text } from "./fields";
import { flagOf } from "./parse-envelope";

/** What QueryFinancialAccountInfo tells of an account; each part `null` when absent, empty or of another shape. */
export interface FinancialAccountInfo {
  /** Documented: `MASTER` or `MEMBER`. */
  readonly accountType: string | null;
  readonly isFinancialAccount: boolean | null;
  readonly memberGroupId: string | null;
  readonly memberGroupName: string | null;
  readonly memberNickname: string | null;
  readonly userName: string | null;
}

const word = text.nullish().catch(null);

const body = z.object({
  Data: z.object({
    AccountType: word,
    IsFinancialAccount: z.unknown().optional().transform(flagOf),
    MemberGroupId: word,
    MemberGroupName: word,
    MemberNickName: word,
    UserName: word,
  }),
});

/**
 * Reads an answer of QueryFinancialAccountInfo. `null` when Data says neither what kind of account it is nor whether
 * it is a financial one: such an answer tells of no account. Never throws.
 */
export function parseFinancialAccount(answer: unknown): FinancialAccountInfo | null {
  const parsed = body.safeParse(answer);
  if (!parsed.success) return null;
  const data = parsed.data.Data;
  const info = {
    accountType: data.AccountType || null,
    isFinancialAccount: data.IsFinancialAccount,
    memberGroupId: data.MemberGroupId || null,
    memberGroupName: data.MemberGroupName || null,
    memberNickname: data.MemberNickName || null,
    userName: data.UserName || null,
  };
  return info.accountType === null && info.isFinancialAccount === null ? null : info;
}
