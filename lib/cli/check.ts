/**
 * `npm run check`: a first look at an account with real credentials. Reads only, and prints what it found without
 * a secret or a whole UID. Ends with 1 when a read does not work, naming the setting or the permission.
 */
import { look } from "@/lib/cli/check/look";
import { report } from "@/lib/cli/check/report";
import { CommandError, runCommand } from "@/lib/cli/command";
import { readEnv } from "@/lib/env";

await runCommand(async () => {
  const env = readEnv();
  const failed: string[] = [];
  for (const account of env.accounts) {
    if (account.name) console.log(`── ${account.name}\n`);
    const { lines, problems } = report(await look(env, account));
    console.log(`${lines.join("\n")}\n`);
    failed.push(...problems);
  }
  if (failed.length > 0) throw new CommandError(failed.join("\n"));
  console.log("The reads work.");
});
