import "server-only";
import { appDatabase } from "@/lib/db/app-database";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";
import { readEnv } from "@/lib/env";
import type { Context } from "@/lib/services/context";

/** Which of a person's accounts a request is about: for now there is one, the first that was set up. */
const chosenPayer = (actor: Actor): Uid | undefined => [...actor.payers][0];

/** Opens the context of a request of the web process. Throws `not_found` while no account is known yet. */
export async function openContext(actor: Actor, correlationId: string): Promise<Context> {
  const payer = chosenPayer(actor);
  if (!payer) throw new AppError("not_found");
  return {
    database: appDatabase(),
    actor,
    payer,
    correlationId,
    now: Date.now,
    account: { cancelConfirmCode: null },
    freshForMs: readEnv().freshForMs,
    wake: () => raise("wake"),
  };
}
