import { randomUUID } from "node:crypto";
import type { Database } from "@/lib/db/database";
import { ensureAccount, retireOthers } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { raise } from "@/lib/db/signal";
import { instant, type Uid } from "@/lib/domain/ids";

interface Enrolled {
  readonly uid: Uid;
  readonly site: "cn" | "intl";
  readonly endpoint: string;
}

/**
 * Makes sure that each account is there, read-only when it is new. An account that has rows and is not among the
 * configured ones any more is kept and made read-only, which the log says; it stays so when it comes back, until an
 * administrator turns writes on. `configured`: those that must not be taken for gone although they cannot be used.
 */
export async function enrolAccounts(
  database: Database,
  accounts: readonly Enrolled[],
  configured: readonly Uid[] = [],
): Promise<void> {
  const correlationId = randomUUID();
  await database.transaction(async (tx) => {
    for (const account of accounts) await ensureAccount(tx, { ...account, at: instant(Date.now()) });
    for (const uid of await retireOthers(tx, [...accounts.map(({ uid }) => uid), ...configured]))
      await appendAudit(
        tx,
        { person: null, system: "worker", payerUid: uid, correlationId },
        { action: "account.retired", entity: `account:${uid}` },
      );
  });
  raise("changed");
}
