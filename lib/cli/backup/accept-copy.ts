import { CommandError } from "@/lib/cli/command";
import { type CopyFault, faultOfCopy, openCopy } from "@/lib/db/backup";
import { verifyChain } from "@/lib/services/audit/verify-chain";

const words: Record<CopyFault["kind"], string> = {
  not_a_database: "is not an SQLite database",
  not_linkbook: "is not a Linkbook database",
  damaged: "is damaged: SQLite's integrity check fails",
  newer: "was written by a newer version of Linkbook, with migrations that this one does not have",
};

/** Looks into a file that is to stand in for a desk's database. Throws what is wrong with it, naming it as given. */
export async function acceptCopy(path: string, name: string) {
  const fault = faultOfCopy(path);
  if (fault) {
    const which = fault.kind === "newer" ? `: ${fault.migrations.join(", ")}` : "";
    throw new CommandError(`${name} ${words[fault.kind]}${which}`);
  }
  const copy = openCopy(path);
  try {
    const verdict = await verifyChain(copy);
    if (!verdict.ok)
      throw new CommandError(`${name}: its log's chain is broken at row ${verdict.seq} (${verdict.problem})`);
    const { relations } = await copy.read
      .selectFrom("relation")
      .select((e) => e.fn.countAll<number>().as("relations"))
      .executeTakeFirstOrThrow();
    return { rows: verdict.rows, head: verdict.head, relations };
  } finally {
    await copy.close();
  }
}
