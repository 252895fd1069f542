import type { Queryable } from "@/lib/db/database";
import { openActOn, openActs } from "@/lib/db/queries/account-operations";
import { type AccountRow, accountRow } from "@/lib/db/queries/accounts";
import { type Among, type MatrixRelation, type OpenCode, openCodes, settledChanges } from "@/lib/db/queries/matrix";
import { blockSubject } from "@/lib/db/queries/relation-facts";
import { type BlockSubject, relationBlock } from "@/lib/domain/blocks";
import { AppError } from "@/lib/domain/errors";
import { grouped } from "@/lib/domain/grouped";
import { type Instant, later, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { type Cell, writeCells } from "@/lib/domain/matrix-cells";
import type { CodeStatus } from "@/lib/domain/observed";
import { isPermissionCode, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { codeBit } from "@/lib/domain/set-summary";
import type { CellMark, MatrixRow } from "@/lib/domain/views/matrix";

/** For so long a change that came to nothing is marked. */
const failureShownMs = 7 * 86_400_000;

const underWay: Readonly<Record<string, CellMark>> = {
  queued: "queued",
  reading: "queued",
  sending: "sending",
  checking: "checking",
  waiting_member: "waiting",
  unsettled: "unsettled",
};

const cameToNothing: Readonly<Record<string, CellMark>> = {
  refused: "refused",
  no_effect: "no_effect",
  declined_by_member: "declined",
  not_sent: "not_sent",
};

/** The newest word of Linkbook's own changes on a code. `wanted`: what it was to become. */
interface LastChange {
  readonly mark: CellMark;
  readonly wanted: boolean | null;
}

/** Everything beside the relations themselves that their rows are made of, read at once. */
export interface MatrixFacts {
  readonly account: AccountRow;
  readonly open: ReadonlyMap<string, BlockSubject["open"]>;
  readonly acts: Awaited<ReturnType<typeof openActs>>;
  readonly last: ReadonlyMap<string, ReadonlyMap<PermissionCode, LastChange>>;
  readonly at: Instant;
}

/** Reads the facts for the whole account, or for relations. Throws `not_found` without the account. */
export async function matrixFacts(db: Queryable, payer: Uid, at: Instant, among: Among): Promise<MatrixFacts> {
  const account = await accountRow(db, payer);
  if (!account) throw new AppError("not_found");
  const codes = await openCodes(db, payer, among);
  const last = new Map<string, Map<PermissionCode, LastChange>>();
  const keep = (relationId: string, code: string | null, change: LastChange): void => {
    if (code === null || !isPermissionCode(code)) return;
    last.set(relationId, (last.get(relationId) ?? new Map()).set(code, change));
  };
  for (const { relation_id, code, direction, outcome, reason } of await settledChanges(
    db,
    payer,
    later(at, -failureShownMs),
    among,
  )) {
    // What a person stopped did not fail.
    const mark = reason === "cancelled" ? undefined : cameToNothing[outcome ?? ""];
    keep(relation_id, code, { mark: mark ?? "none", wanted: direction === "add" });
  }
  for (const { relation_id, code, state } of codes)
    keep(relation_id, code, { mark: underWay[state] ?? "checking", wanted: null });
  return {
    account,
    open: openOperations(codes),
    acts: await openActs(db, payer),
    last,
    at,
  };
}

function openOperations(codes: readonly OpenCode[]): ReadonlyMap<string, BlockSubject["open"]> {
  const operations = [...grouped(codes, ({ id }) => id).values()].flatMap((rows) => {
    const [first] = rows;
    const undecided = rows.flatMap(({ code }) => (code !== null && isPermissionCode(code) ? [code] : []));
    return first ? [{ ...first, codes: undecided, settlesAt: first.settles_at as Instant | null }] : [];
  });
  return grouped(operations, ({ relation_id }) => relation_id);
}

/** The row of a relation: what its current set says, as summed up for the list, and what is known beside it. */
export function matrixRowOf(relation: MatrixRelation, facts: MatrixFacts): MatrixRow {
  const { relation_id: id, account_id: uid, read_began_at: readAt } = relation;
  const everRead = readAt !== null;
  const accountOperation = openActOn(facts.acts, relation);
  const open = facts.open.get(id) ?? [];
  const block = relationBlock(blockSubject(facts.account, relation, { accountOperation, open }), facts.at);
  const last = facts.last.get(id);
  const cells = permissionCodes.map((code): Cell => {
    const status = everRead ? statusOf(relation, code) : "unknown";
    const change = last?.get(code);
    const isMoot = !change || (change.wanted !== null && change.wanted === (status === "on"));
    return { status, mark: isMoot ? "none" : change.mark };
  });
  return [
    id as RelationId,
    uid as Uid,
    relation.nickname,
    relation.account_name,
    writeCells(cells, block?.reason ?? null),
    everRead ? Math.floor(millis(readAt as Instant) / 1_000) : 0,
  ];
}

function statusOf({ held, unknown }: MatrixRelation, code: PermissionCode): CodeStatus {
  const bit = codeBit(code);
  if (((held ?? 0) & bit) !== 0) return "on";
  return ((unknown ?? 0) & bit) === 0 ? "off" : "unknown";
}
