import { setImmediate } from "node:timers/promises";
import { appendAudit } from "@/lib/db/queries/audit";
import { storedFacts } from "@/lib/db/queries/local-facts";
import { matchingInOrder } from "@/lib/db/queries/members";
import { AppError } from "@/lib/domain/errors";
import { costCentreOf, editedFacts, type FactEdit, ownerOf, tagOf, wrongFacts } from "@/lib/domain/local-facts";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import type { Many } from "@/lib/services/changes/set-wanted";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";
import { type FactChange, factChange, writeFacts } from "@/lib/services/facts/write-facts";

/** What came of an edit of many: each relation is in one of the three. */
export interface FactsEdited {
  readonly changed: number;
  readonly alreadySo: number;
  /** They would have more tags than are kept; nothing of them is changed. */
  readonly tooMany: number;
}

/** So many are worked out before other work goes on. */
const breath = 100;

/**
 * The same edit for many relations at once, all in one transaction: an owner, a cost centre, tags that come and go. Throws
 * `bad_input` for none or more than `mostAtOnce` relations, an edit that says nothing (`edit`), or one that is too long; `not_found`
 * when one of them is not theirs. Nothing is kept then.
 */
export async function editFactsMany(
  context: Context,
  input: { readonly of: Many; readonly edit: FactEdit },
): Promise<FactsEdited> {
  authorise(context, "fact.edit");
  const { of } = input;
  const edit = tidyEdit(input.edit);
  const reach = reachOf(context);
  return context.database.transaction(async (tx) => {
    const relationIds = "view" in of ? await matchingInOrder(tx, reach, of.view) : [...new Set(of.relationIds)];
    if (relationIds.length === 0 || relationIds.length > mostAtOnce) throw new AppError("bad_input", ["of"]);
    const stored = await storedFacts(tx, reach, relationIds);
    if (stored.size !== relationIds.length) throw new AppError("not_found");
    const changes: FactChange[] = [];
    let tooMany = 0;
    let seen = 0;
    for (const facts of stored.values()) {
      const change = factChange(facts, editedFacts(facts, edit));
      if (change && wrongFacts(change.after).length > 0) tooMany += 1;
      else if (change) changes.push(change);
      seen += 1;
      if (seen % breath === 0) await setImmediate();
    }
    const counts = { changed: changes.length, alreadySo: stored.size - changes.length - tooMany, tooMany };
    await writeFacts(tx, context, changes);
    await appendAudit(tx, authorOf(context), {
      action: "fact.edited_many",
      detail: { ...edit, ...counts, of: "view" in of ? "view" : "selection" },
    });
    return counts;
  });
}

/** An edit as it is kept. Throws `bad_input`. */
function tidyEdit({ owner, costCentre, addTags, removeTags }: FactEdit): FactEdit {
  const tags = (given: readonly string[]) => [...new Set(given.map(tagOf))].filter((tag) => tag !== "");
  const edit = {
    owner: owner === null ? null : ownerOf(owner),
    costCentre: costCentre === null ? null : costCentreOf(costCentre),
    addTags: tags(addTags),
    removeTags: tags(removeTags),
  };
  const isSilent =
    edit.owner === null && edit.costCentre === null && edit.addTags.length + edit.removeTags.length === 0;
  const wrong = [
    ...(isSilent ? ["edit"] : []),
    ...wrongFacts({ owner: edit.owner ?? "", costCentre: edit.costCentre ?? "", tags: edit.addTags }),
  ];
  if (wrong.length > 0) throw new AppError("bad_input", wrong);
  return edit;
}
