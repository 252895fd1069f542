import { createHash } from "node:crypto";
import type { Queryable } from "@/lib/db/database";
import { storedFacts } from "@/lib/db/queries/local-facts";
import { instant, type RelationId } from "@/lib/domain/ids";
import { tidyFacts } from "@/lib/domain/local-facts";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import type { FactProposal, FactWishView, SheetRefusal } from "@/lib/domain/views/import";
import { type Context, reachOf } from "@/lib/services/context";
import { type FactChange, factChange } from "@/lib/services/facts/write-facts";
import { inTurns } from "@/lib/services/imports/in-turns";
import type { FactRow, FactSheet } from "@/lib/services/imports/read-fact-sheet";
import { refused } from "@/lib/services/imports/read-row";
import { fault } from "@/lib/services/imports/read-sheet";
import { type Resolved, resolveRows, type Sorted, sorted } from "@/lib/services/imports/resolve-rows";

/** Of the changes a page gets so many. */
const shown = 100;

/** What a sheet of local facts would do, and what is kept when it is agreed to. */
export interface WeighedFacts {
  readonly kind: "weighed";
  readonly proposal: FactProposal;
  readonly changes: readonly FactChange[];
}

/** Holds a sheet of local facts against what is stored now. Writes nothing. */
export async function proposeFacts(
  db: Queryable,
  context: Context,
  sheet: FactSheet,
): Promise<WeighedFacts | SheetRefusal> {
  const reach = reachOf(context);
  const resolved = await resolveRows(db, reach, sheet.read, instant(context.now()));
  const agreed = await withoutContradictions(resolved.kept);
  const stored = await storedFacts(db, reach, [...new Set(agreed.kept.map(({ relationId }) => relationId))]);
  const changes: FactChange[] = [];
  const views: FactWishView[] = [];
  const digest = createHash("sha256");
  const seen = new Set<RelationId>();
  await inTurns(agreed.kept, ({ row, relationId, uid, said }) => {
    const before = stored.get(relationId);
    const change = before && !seen.has(relationId) ? factChange(before, tidyFacts({ ...before, ...said })) : null;
    seen.add(relationId);
    if (!before || !change) return;
    const { after, changed } = change;
    changes.push(change);
    if (views.length < shown) {
      const { owner, costCentre, tags, note } = before;
      const name = before.nickname || before.accountName;
      views.push({ row, relationId, uid, name, changed, before: { owner, costCentre, tags, note }, after });
    }
    digest.update(`${relationId} ${before.version} ${JSON.stringify(after)}\n`);
  });
  if (changes.length > mostAtOnce) return fault("too_many_changes", String(changes.length));
  const refusedRows = [...sheet.refused, ...resolved.refused, ...agreed.refused];
  const proposal: FactProposal = {
    kind: "fact_proposal",
    digest: digest.digest("hex"),
    columns: sheet.columns,
    rows: {
      all: sheet.read.length + sheet.refused.length,
      asking: changes.length,
      unchanged: agreed.kept.length - changes.length,
      refused: refusedRows.length,
    },
    firstChanges: views,
    refusedRows: refusedRows.toSorted((a, b) => a.row - b.row),
  };
  return { kind: "weighed", proposal, changes };
}

/** Takes out every row about a member of whom another row says something else: which of them is meant nobody can say. */
async function withoutContradictions(rows: readonly Resolved<FactRow>[]): Promise<Sorted<Resolved<FactRow>>> {
  const firsts = new Map<RelationId, Resolved<FactRow>>();
  const others = new Map<RelationId, number>();
  const saying = ({ said }: FactRow) => JSON.stringify(said);
  await inTurns(rows, (row) => {
    const first = firsts.get(row.relationId);
    if (!first) firsts.set(row.relationId, row);
    else if (saying(first) !== saying(row) && !others.has(row.relationId)) others.set(row.relationId, row.row);
  });
  return sorted(rows, (row) => {
    const other = others.get(row.relationId);
    if (other === undefined) return row;
    const said = other === row.row ? (firsts.get(row.relationId)?.row ?? null) : other;
    return refused(row, "uid_twice", row.uid, null, said);
  });
}
