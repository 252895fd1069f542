import { setImmediate } from "node:timers/promises";
import type { Queryable } from "@/lib/db/database";
import { type Draft, movedCodes } from "@/lib/db/queries/drafts";
import { relationFactsOf } from "@/lib/db/queries/relation-facts";
import type { Reach } from "@/lib/db/queries/scope";
import { type Instant, instant } from "@/lib/domain/ids";
import { catalogue, type Direction, permissionCodes } from "@/lib/domain/permission-catalogue";
import { planHash } from "@/lib/domain/plan-hash";
import { changeWantsSecond, type SecondPersonPolicy } from "@/lib/domain/second-person";
import { type DraftView, type PlannedRelation, plannedAtOnce } from "@/lib/domain/views/change-set";
import { planRelation, type RelationPlan } from "@/lib/services/changes/relation-plan";

/** So many relations are planned before other work goes on. */
const breath = 100;

/** Plans every relation of a draft on what is observed now. A relation that is out of reach by now is left out. */
export async function planDraft(
  db: Queryable,
  reach: Reach,
  draft: Draft,
  terms: { readonly now: number; readonly freshForMs: number },
): Promise<readonly RelationPlan[]> {
  const { payer } = reach;
  const moved = await movedCodes(db, payer);
  const allFacts = await relationFactsOf(db, reach, [...draft.wanted.keys()]);
  const plans: RelationPlan[] = [];
  for (const [relationId, wanted] of draft.wanted) {
    const facts = allFacts.get(relationId);
    if (!facts) continue;
    const basis = draft.basis.get(relationId) ?? null;
    const { freshForMs } = terms;
    plans.push(planRelation(payer, facts, { wanted, basis, at: instant(terms.now), freshForMs, moved }));
    if (plans.length % breath === 0) await setImmediate();
  }
  return plans;
}

/**
 * What a page shows of a planned draft: the counts, and a page of its relations, from 1. `isOut`: relations that do not count
 * as going on, for another reason than that their plan drops them.
 */
export function draftView(
  draft: Draft,
  plans: readonly RelationPlan[],
  policy: SecondPersonPolicy,
  page = 1,
  isOut: (relation: PlannedRelation) => boolean = () => false,
): DraftView {
  const relations = plans.map(({ view }) => view);
  const kept = relations.filter((relation) => relation.dropped === null && !isOut(relation));
  const counts = new Map<string, number>();
  for (const { changes } of kept)
    for (const { code, direction } of changes)
      counts.set(`${code} ${direction}`, (counts.get(`${code} ${direction}`) ?? 0) + 1);
  return {
    id: draft.row.id,
    version: draft.row.version,
    hash: planHash(relations),
    members: kept.length,
    dropped: relations.length - kept.length,
    requests: kept.reduce((sum, { operations }) => sum + operations.length, 0),
    wanted: relations.reduce((sum, { changes }) => sum + changes.length, 0),
    changes: permissionCodes.flatMap((code) =>
      (["add", "remove"] as const satisfies readonly Direction[]).flatMap((direction) => {
        const count = counts.get(`${code} ${direction}`);
        return count === undefined ? [] : [{ code, direction, risk: catalogue[code].risk[direction], count }];
      }),
    ),
    secondPerson: kept.some(({ changes }) => changes.some((change) => changeWantsSecond(policy, change, false))),
    secondPersonForEnd: kept.some(({ changes }) => changes.some((change) => changeWantsSecond(policy, change, true))),
    until: draft.row.until as Instant | null,
    relations: inOrderOfNeed(relations).slice((page - 1) * plannedAtOnce, page * plannedAtOnce),
  };
}

/** What drops out first, then what has a warning of its own, then the others; each in the order of the draft. */
export function inOrderOfNeed(relations: readonly PlannedRelation[]): readonly PlannedRelation[] {
  // A high risk is said of each change beside it, and is no reason to look at one member before another.
  const need = ({ dropped, warnings }: PlannedRelation) =>
    dropped !== null ? 0 : warnings.some((warning) => warning !== "high_risk") ? 1 : 2;
  return relations.toSorted((a, b) => need(a) - need(b));
}
