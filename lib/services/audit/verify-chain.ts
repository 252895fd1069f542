import type { Database } from "@/lib/db/database";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { chainHash, genesisHash } from "@/lib/domain/audit-chain";

export type ChainVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  /** The first row that is not as it was written, or is missing. */
  | { readonly ok: false; readonly seq: number; readonly problem: "missing" | "changed" | "unlinked" | "head" };

/**
 * Recomputes the log's chain from its first row to its head. Whoever can write to the database can rewrite all of
 * it: note the head's hash elsewhere from time to time to see that as well.
 */
export async function verifyChain(database: Pick<Database, "read">): Promise<ChainVerdict> {
  let seq = 0;
  let hash = genesisHash;
  // The head is read first: rows that are written meanwhile are behind it and link on.
  const head = await auditHead(database.read);
  for (;;) {
    const rows = await auditRowsAfter(database.read, seq, 1_000);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (row.entry.seq !== seq + 1) return { ok: false, seq: seq + 1, problem: "missing" };
      seq = row.entry.seq;
      if (row.previousHash !== hash) return { ok: false, seq, problem: "unlinked" };
      if (chainHash(hash, row.entry) !== row.hash) return { ok: false, seq, problem: "changed" };
      hash = row.hash;
      if (seq === head.seq && hash !== head.hash) return { ok: false, seq, problem: "head" };
    }
  }
  if (seq < head.seq) return { ok: false, seq: seq + 1, problem: "missing" };
  return { ok: true, rows: seq, head: hash };
}
