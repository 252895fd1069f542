/** The six people of the demo, all with the password of LINKBOOK_DEMO_PASSWORD. Can be run again at any time. */
import { hashPassword, verifyPassword } from "@/lib/auth/passwords";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { accountUids, setAccountSwitch } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { personByEmail } from "@/lib/db/queries/people";
import type { Role } from "@/lib/domain/policy";
import { setting } from "@/lib/env";
import { addPerson } from "@/lib/services/people/add-person";
import { resetPassword } from "@/lib/services/people/shut-out";

const people: readonly (readonly [email: string, name: string, role: Role])[] = [
  ["admin@demo.example", "Ada Lindqvist", "administrator"],
  ["viewer@demo.example", "Victor Okafor", "viewer"],
  ["requester@demo.example", "陈晓梅 Chen Xiaomei", "requester"],
  ["approver@demo.example", "Amira Haddad", "approver"],
  ["reviewer@demo.example", "Rafael Moreno", "reviewer"],
  ["auditor@demo.example", "Ines Baumann", "auditor"],
];

await runCommand(() =>
  withDatabase(async (terms) => {
    const { database, author } = terms;
    const password = setting("LINKBOOK_DEMO_PASSWORD");
    if (!password) throw new CommandError("LINKBOOK_DEMO_PASSWORD: it is missing");
    for (const [email, name, role] of people) {
      const known = await personByEmail(database.read, email);
      if (!known) await addPerson(terms, { email, name, roles: [role], passwordHash: await hashPassword(password) });
      else if (!(await verifyPassword(known.passwordHash, password)))
        await resetPassword(terms, email, await hashPassword(password));
    }
    // Writes are on in a demo; who turns them off there finds them off the next time.
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
  }),
);
