import type { Queryable } from "@/lib/db/database";
import { openActsOf } from "@/lib/db/queries/account-operations";
import { openOperations, parseCodes } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import type { BlockSubject } from "@/lib/domain/blocks";
import type { Alias } from "@/lib/domain/code-mapping";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";
import { isPermissionCode } from "@/lib/domain/permission-catalogue";

/** The active pairs that calibrations have proven on an account. */
export async function activeAliases(db: Queryable, payer: Uid): Promise<readonly Alias[]> {
  const rows = await db
    .selectFrom("alias")
    .select(["raw_code", "code"])
    .where("payer_uid", "=", payer)
    .where("removed_at", "is", null)
    .execute();
  return rows.flatMap(({ raw_code, code }) => (isPermissionCode(code) ? [{ rawCode: raw_code, code }] : []));
}

/** The current set of one relation, as upstream listed it. */
async function permissionRows(db: Queryable, payer: Uid, relationId: RelationId): Promise<readonly ObservedRow[]> {
  const rows = await db
    .selectFrom("permission")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    rawCode: row.raw_code,
    name: row.name,
    startTime: row.start_time as Instant | null,
    endTime: row.end_time as Instant | null,
    timesReadable: row.times_readable === 1,
  }));
}

/** The codes of operations that a later read may still decide, as `operation code`. */
async function undecidedCodes(
  db: Queryable,
  open: readonly Pick<Schema["operation"], "id">[],
): Promise<ReadonlySet<string>> {
  if (open.length === 0) return new Set();
  const rows = await db
    .selectFrom("change")
    .select(["operation_id", "code"])
    .where(
      "operation_id",
      "in",
      open.map(({ id }) => id),
    )
    .where((e) => e.or([e("outcome", "is", null), e("outcome", "in", ["not_confirmed", "awaiting_member"])]))
    .execute();
  return new Set(rows.map(({ operation_id, code }) => `${operation_id} ${code}`));
}

/** Everything that a plan or a page is made of, about one relation of an account. */
export interface RelationFacts {
  readonly account: Schema["account"];
  readonly relation: Schema["relation"];
  readonly rows: readonly ObservedRow[];
  readonly aliases: readonly Alias[];
  readonly open: readonly Schema["operation"][];
  readonly block: BlockSubject;
}

/** Loads a relation within the payer; null when the account has no such relation. */
export async function relationFacts(db: Queryable, payer: Uid, relationId: RelationId): Promise<RelationFacts | null> {
  const relation = await db
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .executeTakeFirst();
  if (!relation) return null;
  const account = await db.selectFrom("account").selectAll().where("uid", "=", payer).executeTakeFirstOrThrow();
  const open = await openOperations(db, payer, [relationId]);
  const undecided = await undecidedCodes(db, open);
  return {
    account,
    relation,
    rows: await permissionRows(db, payer, relationId),
    aliases: await activeAliases(db, payer),
    open,
    block: {
      counterpart: relation.counterpart,
      type: relation.type,
      state: relation.state,
      startTime: relation.start_time as Instant | null,
      endTime: relation.end_time as Instant | null,
      gone: relation.gone_at !== null,
      everRead: relation.read_began_at !== null,
      writesOn: account.writes_on === 1,
      trusteeshipEditable: account.trusteeship_editable === 1,
      accountOperationOpen: (await openActsOf(db, payer, relationId)).length > 0,
      open: open.map((row) => ({
        state: row.state,
        codes: parseCodes(row.codes).filter((code) => undecided.has(`${row.id} ${code}`)),
        settlesAt: row.settles_at as Instant | null,
      })),
    },
  };
}
