/**
 * `npm run check`: a first look at an account with real credentials. Reads only, and prints what it found without
 * a secret or a whole UID. Ends with 1 when a read does not work, naming the setting or the permission.
 */
import { look } from "@/lib/cli/check/look";
import { report } from "@/lib/cli/check/report";
import { CommandError, runCommand } from "@/lib/cli/command";
import { readEnv } from "@/lib/env";

await runCommand(async () => {
  const { lines, problems } = report(await look(readEnv(), { kind: "chain" }));
  console.log(lines.join("\n"));
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
  console.log("\nThe reads work.");
});
