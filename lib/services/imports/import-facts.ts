import { createHash } from "node:crypto";
import { appendAudit } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import type { FactAnswer } from "@/lib/domain/views/import";
import { authorise, authorOf, type Context } from "@/lib/services/context";
import { writeFacts } from "@/lib/services/facts/write-facts";
import type { SheetInput } from "@/lib/services/imports/import-sheet";
import { proposeFacts } from "@/lib/services/imports/propose-facts";
import { readFactSheet } from "@/lib/services/imports/read-fact-sheet";
import { factVocabulary } from "@/lib/services/imports/sheet-vocabulary";
import { takeSlot } from "@/lib/services/slots";

/**
 * A CSV file of local facts as a proposal: whose facts would be other ones. Agreed to, with the same file sent again, they
 * are kept, all in one transaction. Throws `forbidden`, `not_found`, `import_running`, and `stale_plan` when the same file
 * would do something else by now than what was agreed to; nothing is kept then.
 */
export async function importFacts(context: Context, input: SheetInput, signal: AbortSignal): Promise<FactAnswer> {
  authorise(context, "fact.edit");
  const release = takeSlot("import", context.actor.id);
  if (!release) throw new AppError("import_running");
  try {
    const sheet = await readFactSheet(input.bytes, factVocabulary(input.words), signal);
    if (sheet.kind === "refused") return sheet;
    if (input.agreed === null) {
      const proposed = await proposeFacts(context.database.read, context, sheet);
      return proposed.kind === "refused" ? proposed : proposed.proposal;
    }
    return await context.database.transaction(async (tx) => {
      const proposed = await proposeFacts(tx, context, sheet);
      if (proposed.kind === "refused") return proposed;
      const { proposal, changes } = proposed;
      if (proposal.digest !== input.agreed) throw new AppError("stale_plan");
      await writeFacts(tx, context, changes);
      await appendAudit(tx, authorOf(context), {
        action: "fact.imported",
        detail: {
          sha256: createHash("sha256").update(input.bytes).digest("hex"),
          bytes: input.bytes.byteLength,
          columns: proposal.columns,
          rows: proposal.rows,
        },
      });
      return { kind: "facts_taken", changed: changes.length };
    });
  } finally {
    release();
  }
}
