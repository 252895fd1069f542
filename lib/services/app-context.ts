import "server-only";
import { appDatabase } from "@/lib/db/app-database";
import { accountRow, isRetired } from "@/lib/db/queries/accounts";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import type { Actor } from "@/lib/domain/policy";
import { readEnv } from "@/lib/env";
import type { Context, PersonalContext, PublicContext } from "@/lib/services/context";
import { chosenPayer, settingsOf } from "@/lib/services/settings/chosen-payer";

/** Opens the context of a request of whoever comes. */
export const openPublicContext = (correlationId: string): PublicContext => ({
  database: appDatabase(),
  correlationId,
  now: Date.now,
});

/** Opens the context of a request about the person alone. */
export const openPersonalContext = (actor: Actor, correlationId: string): PersonalContext => ({
  ...openPublicContext(correlationId),
  actor,
});

/**
 * Opens the context of a request of the web process. `account`: the UID that the request names; `null`: none, and the
 * default account is meant. Throws `not_found` for one that is not known or not the person's, and while none is known.
 */
export async function openContext(actor: Actor, correlationId: string, account: string | null): Promise<Context> {
  const env = readEnv();
  const payer = chosenPayer(actor.payers, env.accounts, account);
  const personal = openPersonalContext(actor, correlationId);
  const row = payer && (await accountRow(personal.database.read, payer));
  if (!payer || !row) throw new AppError("not_found");
  const settings = settingsOf(payer, env.accounts);
  return {
    ...personal,
    payer,
    account: {
      name: settings?.name ?? null,
      ratePerSecond: settings?.ratePerSecond ?? null,
      cancelConfirmCode: settings?.cancelConfirmCode ?? null,
      retired: isRetired(row),
    },
    freshForMs: env.freshForMs,
    wake: () => raise("wake"),
  };
}
