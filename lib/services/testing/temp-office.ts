import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import { type Actor, everyMember, type Role } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";

/** A database with an account, and people who act in it. */
export interface TempOffice extends TempDatabase {
  /** A person with these roles, as the session would give them. `payers` only for somebody of another account. */
  actor(name: string, roles: readonly Role[], payers?: Actor["payers"]): Actor;
  context(actor: Actor): Context;
  /** How often a verb told the executor that there is work. */
  readonly wakes: { count: number };
}

export async function openTempOffice(): Promise<TempOffice> {
  const temp = await openTempDatabase();
  const wakes = { count: 0 };
  return {
    ...temp,
    wakes,
    actor: (name, roles, payers = new Set([temp.payer])) => ({
      id: name,
      name,
      email: `${name}@example.com`,
      roles: new Set(roles),
      payers,
      scope: everyMember,
      sessionId: `session-of-${name}`,
      confirmedAt: instant(Date.now()),
    }),
    context: (actor) => ({
      database: temp.database,
      actor,
      payer: temp.payer,
      account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
      correlationId: "a-request",
      now: Date.now,
      freshForMs: 86_400_000,
      wake: () => {
        wakes.count += 1;
      },
    }),
  };
}
