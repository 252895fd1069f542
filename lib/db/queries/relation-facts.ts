import type { Queryable } from "@/lib/db/database";
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
      open: open.map((row) => ({
        state: row.state,
        codes: parseCodes(row.codes),
        settlesAt: row.settles_at as Instant | null,
      })),
    },
  };
}
