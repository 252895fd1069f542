import { createHash } from "node:crypto";
import { appendAudit } from "@/lib/db/queries/audit";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { AppError } from "@/lib/domain/errors";
import type { ImportAnswer, ImportProposal, SheetWords } from "@/lib/domain/views/import";
import { discardIfEmpty } from "@/lib/services/changes/discard-if-empty";
import { noteWeighed } from "@/lib/services/changes/fill-draft";
import { authorise, authorOf, type Context } from "@/lib/services/context";
import { propose } from "@/lib/services/imports/propose";
import { readSheet } from "@/lib/services/imports/read-sheet";
import { sheetVocabulary } from "@/lib/services/imports/sheet-vocabulary";
import { takeSlot } from "@/lib/services/slots";

export interface SheetInput {
  readonly bytes: Uint8Array;
  readonly words: readonly SheetWords[];
  /** The digest of the proposal that the person agreed to; `null`: it is only to be shown. */
  readonly agreed: string | null;
}

/**
 * A CSV file as a proposal: which boxes it asks to change, against what is observed now. Agreed to, with the same file
 * sent again, its wishes go into the person's draft, all in one transaction; nothing is sent upstream before that is
 * reviewed and applied. Throws `forbidden`, `not_found`, `import_running`, and `stale_plan` when the same file would do
 * something else by now than what was agreed to; nothing is noted then.
 */
export async function importSheet(context: Context, input: SheetInput, signal: AbortSignal): Promise<ImportAnswer> {
  authorise(context, "change.request");
  const release = takeSlot("import", context.actor.id);
  if (!release) throw new AppError("import_running");
  try {
    const { database, payer } = context;
    const vocabulary = sheetVocabulary(input.words, await activeAliases(database.read, payer));
    const sheet = await readSheet(input.bytes, { payer, vocabulary }, signal);
    if (sheet.kind === "refused") return sheet;
    if (input.agreed === null) {
      const proposed = await propose(database.read, context, sheet);
      return proposed.kind === "refused" ? proposed : proposed.proposal;
    }
    return await database.transaction(async (tx) => {
      const proposed = await propose(tx, context, sheet);
      if (proposed.kind === "refused") return proposed;
      const { proposal, weighed } = proposed;
      if (proposal.digest !== input.agreed) throw new AppError("stale_plan");
      const { changeSetId } = await noteWeighed(tx, context, weighed);
      const counts = countsOf(proposal);
      await appendAudit(tx, authorOf(context), {
        action: "draft.imported",
        ...(changeSetId === null ? {} : { entity: `change_set:${changeSetId}` }),
        detail: {
          of: proposal.of,
          exportId: sheet.issue?.id ?? null,
          sha256: createHash("sha256").update(input.bytes).digest("hex"),
          bytes: input.bytes.byteLength,
          rows: proposal.rows,
          ...counts,
        },
      });
      if (changeSetId !== null) await discardIfEmpty(tx, changeSetId);
      return { kind: "taken", ...counts };
    });
  } finally {
    release();
  }
}

const countsOf = ({ changes, alreadySo, blocked }: ImportProposal) => ({
  noted: changes,
  alreadySo,
  blocked: blocked.reduce((sum, { count }) => sum + count, 0),
});
