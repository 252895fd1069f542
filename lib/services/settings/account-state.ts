import { accountRow, parseRules } from "@/lib/db/queries/accounts";
import { parsePolicy } from "@/lib/db/queries/approvals";
import { AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import type { SecondPersonPolicy } from "@/lib/domain/second-person";
import type { PlanWarning } from "@/lib/domain/views/change-set";
import { authorise, type Context } from "@/lib/services/context";

export interface AccountState {
  readonly uid: Uid;
  /** What people call it. */
  readonly name: string | null;
  readonly site: "cn" | "intl";
  readonly endpoint: string;
  readonly writesOn: boolean;
  readonly paused: boolean;
  readonly trusteeshipEditable: boolean;
  /** Rules of plans that say nothing on this account. */
  readonly rulesOff: readonly PlanWarning[];
  /** Which acts want a second person. */
  readonly secondPerson: SecondPersonPolicy;
}

/** The account of the context with its switches. */
export async function accountState(context: Context): Promise<AccountState> {
  authorise(context, "member.read");
  const row = await accountRow(context.database.read, context.payer);
  if (!row) throw new AppError("not_found");
  return {
    uid: context.payer,
    name: context.account.name,
    site: row.site === "intl" ? "intl" : "cn",
    endpoint: row.endpoint,
    writesOn: row.writes_on === 1,
    paused: row.paused === 1,
    trusteeshipEditable: row.trusteeship_editable === 1,
    rulesOff: parseRules(row.rules_off),
    secondPerson: parsePolicy(row.second_person),
  };
}
