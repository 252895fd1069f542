import { randomUUID } from "node:crypto";
import { type Database, openDatabase } from "@/lib/db/database";
import { ensureAccount, setAccountSwitch } from "@/lib/db/queries/accounts";
import { insertPerson } from "@/lib/db/queries/people";
import { raise } from "@/lib/db/signal";
import { instant, type Uid } from "@/lib/domain/ids";
import { everyMember, type Role, roles } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";

const people = ["Ada", "Ben", "Cem"] as const;

/** The desk as its people use it: its services on its database, in this process, which nobody kills. */
export interface Desk {
  readonly database: Database;
  readonly payer: Uid;
  /** The n-th of the people who ask; each has a draft of their own. */
  asPerson(index: number): Context;
  asAdministrator(): Context;
  close(): Promise<void>;
}

/** Brings the database up to date and enrols the account, with writes on, and the people. */
export async function openDesk(url: string, payer: Uid): Promise<Desk> {
  const database = openDatabase(url);
  await database.migrate();
  await database.transaction(async (tx) => {
    const at = instant(Date.now());
    await ensureAccount(tx, { uid: payer, site: "cn", endpoint: "127.0.0.1", at });
    await setAccountSwitch(tx, payer, "writes_on", true);
    for (const name of people)
      await insertPerson(tx, { id: name, email: `${name}@chaos.example`, name, passwordHash: "", roles, at });
  });
  // The processes are to hear at once what was asked for here, as from a process that serves pages.
  database.relaySignals();
  const as = (name: string, own: readonly Role[]): Context => ({
    database,
    actor: {
      id: name,
      name,
      email: `${name}@chaos.example`,
      roles: new Set(own),
      payers: new Set([payer]),
      scope: everyMember,
      sessionId: "chaos",
    },
    payer,
    account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
    correlationId: randomUUID(),
    now: Date.now,
    freshForMs: 86_400_000,
    wake: () => raise("wake"),
  });
  return {
    database,
    payer,
    asPerson: (index) => as(people[index % people.length] ?? people[0], ["requester"]),
    asAdministrator: () => as(people[0], ["administrator"]),
    close: () => database.close(),
  };
}
