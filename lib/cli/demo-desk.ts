import { verifyPassword } from "@/lib/auth/passwords";
import type { Database } from "@/lib/db/database";
import { accountUids, setAccountSwitch } from "@/lib/db/queries/accounts";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { personByEmail } from "@/lib/db/queries/people";
import type { Role } from "@/lib/domain/policy";
import { addPerson } from "@/lib/services/people/add-person";
import { resetPassword } from "@/lib/services/people/shut-out";

/** The six people of the demo, one of each role. */
export const demoPeople: readonly (readonly [email: string, name: string, role: Role])[] = [
  ["admin@demo.example", "Ada Lindqvist", "administrator"],
  ["viewer@demo.example", "Victor Okafor", "viewer"],
  ["requester@demo.example", "陈晓梅 Chen Xiaomei", "requester"],
  ["approver@demo.example", "Amira Haddad", "approver"],
  ["reviewer@demo.example", "Rafael Moreno", "reviewer"],
  ["auditor@demo.example", "Ines Baumann", "auditor"],
];

interface Terms {
  readonly database: Database;
  readonly author: AuditAuthor;
}

/** Adds whoever of the six is missing, and gives each this password. `hash` is asked for a hash of it for each person. */
export async function ensureDemoPeople(terms: Terms, password: string, hash: () => Promise<string>): Promise<void> {
  for (const [email, name, role] of demoPeople) {
    const known = await personByEmail(terms.database.read, email);
    if (!known) await addPerson(terms, { email, name, roles: [role], passwordHash: await hash() });
    else if (!(await verifyPassword(known.passwordHash, password))) await resetPassword(terms, email, await hash());
  }
}

/** Turns writes on, once: who turns them off in a demo finds them off the next time. */
export async function turnDemoWritesOn({ database, author }: Terms): Promise<void> {
  await database.transaction(async (tx) => {
    const key = "demo_writes_turned_on";
    const done = await tx.selectFrom("meta").select("key").where("key", "=", key).executeTakeFirst();
    const payers = await accountUids(tx);
    if (done || payers.length === 0) return;
    await tx.insertInto("meta").values({ key, value: "1" }).execute();
    for (const payer of payers) {
      await setAccountSwitch(tx, payer, "writes_on", true);
      await appendAudit(
        tx,
        { ...author, payerUid: payer },
        { action: "writes.switch", entity: `account:${payer}`, detail: { on: true } },
      );
    }
  });
}
