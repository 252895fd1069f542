import type { Queryable } from "@/lib/db/database";
import { type RelationOfMember, relationsOfMembers } from "@/lib/db/queries/import-facts";
import type { Reach } from "@/lib/db/queries/scope";
import { isInEffect } from "@/lib/domain/blocks";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { RefusedRow, RowFault } from "@/lib/domain/views/import";
import { inTurns } from "@/lib/services/imports/in-turns";
import { type ReadRow, refused } from "@/lib/services/imports/read-row";

/** What of a row says which relation is meant. */
type Naming = Pick<ReadRow, "row" | "uid"> & { readonly issued: { readonly relationId: RelationId } | null };

/** A row with the relation that it is about. */
export type Resolved<Row> = Row & { readonly relationId: RelationId };
export type ResolvedRow = Resolved<ReadRow>;

/** Rows that stay, and those that are refused. */
export interface Sorted<Row> {
  readonly kept: readonly Row[];
  readonly refused: readonly RefusedRow[];
}

/**
 * Finds the relation of each row. An exported row names its own; a row made by hand means the member's one relation in
 * effect, and with none or two of these nobody can say which.
 */
export async function resolveRows<Row extends Naming>(
  db: Queryable,
  reach: Reach,
  rows: readonly Row[],
  at: Instant,
): Promise<Sorted<Resolved<Row>>> {
  const uids = new Set<Uid>();
  await inTurns(rows, ({ issued, uid }) => {
    if (issued === null) uids.add(uid);
  });
  const relations = await relationsOfMembers(db, reach, [...uids]);
  const found = new Map<Uid, ReturnType<typeof relationOf>>();
  await inTurns(uids, (uid) => found.set(uid, relationOf(relations.get(uid) ?? [], at)));
  return sorted(rows, (row) => {
    const relation = row.issued?.relationId ?? found.get(row.uid) ?? "no_relation";
    return isFault(relation) ? refused(row, relation, row.uid) : { ...row, relationId: relation };
  });
}

const faults = ["no_relation", "not_in_effect", "two_relations"] as const satisfies readonly RowFault[];
const isFault = (text: string): text is (typeof faults)[number] => faults.some((fault) => fault === text);

function relationOf(relations: readonly RelationOfMember[], at: Instant): RelationId | (typeof faults)[number] {
  const listed = relations.filter(({ counterpart, gone_at }) => counterpart === "MEMBER" && gone_at === null);
  const inEffect = listed.filter(({ state, start_time, end_time }) =>
    isInEffect({ state, startTime: start_time as Instant | null, endTime: end_time as Instant | null }, at),
  );
  const [only, ...others] = inEffect;
  if (!only) return listed.length === 0 ? "no_relation" : "not_in_effect";
  return others.length === 0 ? (only.relation_id as RelationId) : "two_relations";
}

/** Takes out every row with a cell that another row contradicts: which of them is meant nobody can say. */
export async function withoutContradictions(rows: readonly ResolvedRow[]): Promise<Sorted<ResolvedRow>> {
  const said = new Map<string, number>();
  const key = ({ relationId }: ResolvedRow, code: PermissionCode, on: boolean) => `${relationId} ${code} ${on}`;
  await inTurns(rows, (row) => {
    for (const [code, on] of row.wishes) if (!said.has(key(row, code, on))) said.set(key(row, code, on), row.row);
  });
  return sorted(rows, (row) => {
    for (const [code, on] of row.wishes) {
      const other = said.get(key(row, code, !on));
      if (other !== undefined) return refused(row, "contradiction", row.uid, code, other);
    }
    return row;
  });
}

/** Puts each row where `judge` says: kept, as something else perhaps, or refused. */
export async function sorted<Row extends object, Kept extends object>(
  rows: readonly Row[],
  judge: (row: Row) => Kept | RefusedRow,
): Promise<Sorted<Kept>> {
  const kept: Kept[] = [];
  const out: RefusedRow[] = [];
  await inTurns(rows, (row) => {
    const judged = judge(row);
    if (isRefused(judged)) out.push(judged);
    else kept.push(judged);
  });
  return { kept, refused: out };
}

const isRefused = (row: object): row is RefusedRow => "fault" in row;
