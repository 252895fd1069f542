import { z } from "zod";
import { accountRows } from "@/lib/db/queries/accounts";
import type { Uid } from "@/lib/domain/ids";
import type { DeskAccount } from "@/lib/domain/views/desk";
import { readEnv } from "@/lib/env";
import type { Context } from "@/lib/services/context";
import { chosenPayer, settingsOf } from "@/lib/services/settings/chosen-payer";

/** Why an account cannot be used, as it is stored. */
const problem = z.object({ code: z.string(), requestId: z.string().nullable() });

export const problemOf = (stored: string | null): z.output<typeof problem> | null =>
  stored === null ? null : problem.parse(JSON.parse(stored));

/** The person's accounts: those that are configured in their order, then the others. Nothing of any other account. */
export async function deskAccounts({ database, actor }: Context): Promise<readonly DeskAccount[]> {
  const { accounts } = readEnv();
  const standard = chosenPayer(actor.payers, accounts, null);
  const order = accounts.flatMap(({ uid }) => uid ?? []);
  const place = (uid: Uid) => (order.includes(uid) ? order.indexOf(uid) : order.length);
  const rows = await accountRows(database.read, [...actor.payers]);
  return rows
    .map((row) => ({
      uid: row.uid,
      name: settingsOf(row.uid, accounts)?.name ?? null,
      site: row.site === "intl" ? ("intl" as const) : ("cn" as const),
      writesOn: row.writes_on === 1,
      paused: row.paused === 1,
      problem: problemOf(row.problem)?.code ?? null,
      isStandard: row.uid === standard,
    }))
    .sort((a, b) => place(a.uid) - place(b.uid));
}
