/** `npm run verify`: recomputes the audit log's chain. Ends with 1 and names the first row that does not hold. */
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { verifyChain } from "@/lib/services/audit/verify-chain";

const problems = {
  missing: "is missing",
  changed: "is not as it was written",
  unlinked: "does not follow the row before it",
  head: "is not what the head of the chain says",
} as const;

await runCommand(() =>
  withDatabase(async ({ database }) => {
    const verdict = await verifyChain(database);
    if (!verdict.ok) throw new CommandError(`The chain is broken: row ${verdict.seq} ${problems[verdict.problem]}.`);
    console.log(`The chain holds: ${verdict.rows} rows, head ${verdict.head}`);
  }),
);
