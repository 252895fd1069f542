import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import { type LocalFacts, tidyFacts, wrongFacts } from "@/lib/domain/local-facts";
import type { FactsView } from "@/lib/domain/views/member";
import { authorise, type Context } from "@/lib/services/context";
import { factsIn, factsView } from "@/lib/services/facts/facts-view";
import { factChange, writeFacts } from "@/lib/services/facts/write-facts";

/**
 * Puts other local facts in the place of a relation's. `version`: of the facts that the person had before them. Gives the
 * facts as they are kept, also those that were handed on to somebody else by it. Throws `bad_input` with the facts that are
 * too long, `not_found`, and `conflict` when somebody else has edited them since; nothing is kept then.
 */
export async function editFacts(
  context: Context,
  input: { readonly relationId: RelationId; readonly version: number; readonly facts: LocalFacts },
): Promise<FactsView> {
  authorise(context, "fact.edit");
  const { relationId, version } = input;
  const after = tidyFacts(input.facts);
  const wrong = wrongFacts(after);
  if (wrong.length > 0) throw new AppError("bad_input", wrong);
  return context.database.transaction(async (tx) => {
    const stored = await factsIn(tx, context, relationId);
    if (stored.version !== version) throw new AppError("conflict");
    const change = factChange(stored, after);
    if (change) await writeFacts(tx, context, [change]);
    const { actor, payer } = context;
    return factsView(tx, { payer, actor: { ...actor, scope: { kind: "all" } } }, relationId);
  });
}
