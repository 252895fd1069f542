/** The six people of the demo, all with the password of LINKBOOK_DEMO_PASSWORD. Can be run again at any time. */
import { hashPassword } from "@/lib/auth/passwords";
import { CommandError, runCommand } from "@/lib/cli/command";
import { ensureDemoPeople, turnDemoWritesOn } from "@/lib/cli/demo-desk";
import { withDatabase } from "@/lib/cli/open-database";
import { setting } from "@/lib/env";

await runCommand(() =>
  withDatabase(async (terms) => {
    const password = setting("LINKBOOK_DEMO_PASSWORD");
    if (!password) throw new CommandError("LINKBOOK_DEMO_PASSWORD: it is missing");
    await ensureDemoPeople(terms, password, () => hashPassword(password));
    await turnDemoWritesOn(terms);
  }),
);
