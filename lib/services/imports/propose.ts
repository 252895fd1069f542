import { createHash } from "node:crypto";
import type { Queryable } from "@/lib/db/database";
import { draftOf } from "@/lib/db/queries/drafts";
import { listedCodes } from "@/lib/db/queries/import-facts";
import { instant, type RelationId } from "@/lib/domain/ids";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { codeBit } from "@/lib/domain/set-summary";
import type { ImportProposal, MovedView, SheetRefusal, WishView } from "@/lib/domain/views/import";
import type { BlockReason } from "@/lib/domain/views/member";
import { memberName } from "@/lib/services/changes/relation-plan";
import { type WeighedRelation, weighWishes } from "@/lib/services/changes/weigh-wishes";
import { type Context, reachOf } from "@/lib/services/context";
import { inTurns } from "@/lib/services/imports/in-turns";
import { refused } from "@/lib/services/imports/read-row";
import type { ReadSheet } from "@/lib/services/imports/read-sheet";
import { type ResolvedRow, resolveRows, sorted, withoutContradictions } from "@/lib/services/imports/resolve-rows";

/** Of each list a page gets so many. */
const shown = 100;

/** What a sheet would do, and what is noted when it is agreed to. */
export interface WeighedSheet {
  readonly kind: "weighed";
  readonly proposal: ImportProposal;
  readonly weighed: ReadonlyMap<RelationId, WeighedRelation>;
}

/** Holds a sheet against what is stored now. Writes nothing. */
export async function propose(db: Queryable, context: Context, sheet: ReadSheet): Promise<WeighedSheet | SheetRefusal> {
  const { payer, actor } = context;
  const reach = reachOf(context);
  const at = instant(context.now());
  const resolved = await resolveRows(db, reach, sheet.read, at);
  const listed = await listedCodes(db, reach, [...new Set(resolved.kept.map(({ relationId }) => relationId))]);
  const known = await sorted(resolved.kept, (row) => {
    const relation = listed.get(row.relationId);
    if (!relation) return refused(row, "relation_gone", row.uid);
    return relation.account_id === row.uid ? row : refused(row, "member_changed", row.uid);
  });
  const agreed = await withoutContradictions(known.kept);
  const asking = agreed.kept.filter(({ wishes }) => wishes.size > 0);
  const { wishes, firstRows, repeated } = await wishesOf(asking);
  if (firstRows.size > mostAtOnce) return { kind: "refused", fault: "too_many_changes", about: String(firstRows.size) };

  const weighed = await weighWishes(db, reach, wishes, at);
  const draft = await draftOf(db, payer, actor.id);
  const views: WishView[] = [];
  const digest = createHash("sha256");
  let takenOut = 0;
  await inTurns(weighed, ([relationId, relation]) => {
    for (const wish of relation.wishes) {
      const { code, on, status, reason: blocked } = wish;
      const row = firstRows.get(`${relationId} ${code}`) ?? 0;
      const { nickname, account_name, account_id } = relation.facts.relation;
      const name = memberName({ nickname, account_name });
      views.push({
        row,
        relationId,
        uid: account_id as WishView["uid"],
        name,
        code,
        before: status,
        wanted: on,
        blocked,
      });
      digest.update(`${relationId} ${code} ${on} ${status} ${blocked !== null}\n`);
      if (wish.verdict === "already_so" && draft?.wanted.get(relationId)?.has(code)) takenOut += 1;
    }
  });
  const inOrder = views.toSorted((a, b) => a.row - b.row);
  const changes = inOrder.filter(({ before, wanted, blocked }) => blocked === null && wanted !== (before === "on"));
  const blocked = inOrder.filter((wish) => wish.blocked !== null);
  const moved = await movedCells(agreed.kept, listed);
  const refusedRows = [...sheet.refused, ...resolved.refused, ...known.refused, ...agreed.refused];
  const proposal: ImportProposal = {
    kind: "proposal",
    digest: digest.digest("hex"),
    of: sheet.of,
    issue: sheet.issue && { at: sheet.issue.at, rows: sheet.issue.rows },
    whole: sheet.whole,
    rows: {
      all: sheet.read.length + sheet.refused.length,
      asking: asking.length,
      unchanged: agreed.kept.length - asking.length,
      refused: refusedRows.length,
    },
    changes: changes.length,
    members: new Set(changes.map(({ relationId }) => relationId)).size,
    alreadySo: views.length - changes.length - blocked.length,
    repeated,
    takenOut,
    blocked: counted(blocked),
    moved: moved.length,
    firstChanges: changes.slice(0, shown),
    firstBlocked: blocked.slice(0, shown),
    firstMoved: moved.slice(0, shown),
    refusedRows: refusedRows.toSorted((a, b) => a.row - b.row),
  };
  return { kind: "weighed", proposal, weighed };
}

/** What is wanted of each relation, and the first row that says so. */
async function wishesOf(rows: readonly ResolvedRow[]) {
  const wishes = new Map<RelationId, Map<PermissionCode, boolean>>();
  const firstRows = new Map<string, number>();
  let repeated = 0;
  await inTurns(rows, ({ row, relationId, wishes: asked }) => {
    for (const [code, on] of asked) {
      const key = `${relationId} ${code}`;
      if (firstRows.has(key)) {
        repeated += 1;
        continue;
      }
      firstRows.set(key, row);
      wishes.set(relationId, (wishes.get(relationId) ?? new Map()).set(code, on));
    }
  });
  return { wishes, firstRows, repeated };
}

function counted(blocked: readonly WishView[]): ImportProposal["blocked"] {
  const counts = new Map<BlockReason, number>();
  for (const { blocked: reason } of blocked) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count);
}

/** Cells that were left as they were issued and are not so any more. */
async function movedCells(
  rows: readonly ResolvedRow[],
  listed: Awaited<ReturnType<typeof listedCodes>>,
): Promise<readonly MovedView[]> {
  const moved: MovedView[] = [];
  await inTurns(rows, ({ row, relationId, uid, issued }) => {
    const relation = listed.get(relationId);
    if (!relation || !issued) return;
    const { held, unknown } = relation;
    const isKnown = relation.read_began_at !== null && held !== null && unknown !== null;
    for (const code of permissionCodes) {
      const was = issued.left[code];
      if (was === undefined) continue;
      const bit = codeBit(code);
      const now = !isKnown || unknown & bit ? "unknown" : held & bit ? "on" : "off";
      if (now !== was) moved.push({ row, relationId, uid, name: memberName(relation), code, issued: was, now });
    }
  });
  return moved;
}
