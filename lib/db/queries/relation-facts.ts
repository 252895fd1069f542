import { setImmediate } from "node:timers/promises";
import type { Queryable } from "@/lib/db/database";
import { openActOn, openActs } from "@/lib/db/queries/account-operations";
import { currentSets } from "@/lib/db/queries/current-sets";
import { relationsInOrder } from "@/lib/db/queries/members";
import { openOperations, parseCodes } from "@/lib/db/queries/operations";
import type { RelationRow } from "@/lib/db/queries/relations";
import type { Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import type { BlockSubject } from "@/lib/domain/blocks";
import type { Alias } from "@/lib/domain/code-mapping";
import { grouped } from "@/lib/domain/grouped";
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

/** Loads a relation; null when there is no such relation within reach. */
export const relationFacts = async (
  db: Queryable,
  reach: Reach,
  relationId: RelationId,
): Promise<RelationFacts | null> => (await relationFactsOf(db, reach, [relationId])).get(relationId) ?? null;

/** So many relations are loaded by one statement each, and other work goes on in between. */
const atOnce = 500;

/** The same for many relations; one that is not within reach has no entry. */
export async function relationFactsOf(
  db: Queryable,
  reach: Reach,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<RelationId, RelationFacts>> {
  const { payer } = reach;
  const account = await db.selectFrom("account").selectAll().where("uid", "=", payer).executeTakeFirstOrThrow();
  const aliases = await activeAliases(db, payer);
  const acts = await openActs(db, payer);
  const facts = new Map<RelationId, RelationFacts>();
  for (let from = 0; from < relationIds.length; from += atOnce) {
    const some = relationIds.slice(from, from + atOnce);
    const relations = await relationsInOrder(db, reach, some);
    const sets = await currentSets(db, payer, some);
    const operations = await openOperations(db, payer, some);
    const undecided = await undecidedCodes(db, operations);
    const openOf = grouped(operations, (operation) => operation.relation_id);
    for (const relation of relations) {
      const open = openOf.get(relation.relation_id) ?? [];
      facts.set(relation.relation_id as RelationId, {
        account,
        relation,
        rows: sets.get(relation.relation_id) ?? [],
        aliases,
        open,
        block: blockSubject(account, relation, {
          accountOperation: openActOn(acts, relation),
          open: open.map((row) => ({
            state: row.state,
            codes: parseCodes(row.codes).filter((code) => undecided.has(`${row.id} ${code}`)),
            settlesAt: row.settles_at as Instant | null,
          })),
        }),
      });
    }
    if (from + atOnce < relationIds.length) await setImmediate();
  }
  return facts;
}

type Blocking = "counterpart" | "type" | "state" | "start_time" | "end_time" | "gone_at" | "read_began_at";

/** What decides whether the boxes of a relation can be ticked, from its row and its account's. */
export const blockSubject = (
  account: Schema["account"],
  relation: Pick<RelationRow, Blocking>,
  open: Pick<BlockSubject, "accountOperation" | "open">,
): BlockSubject => ({
  counterpart: relation.counterpart,
  type: relation.type,
  state: relation.state,
  startTime: relation.start_time as Instant | null,
  endTime: relation.end_time as Instant | null,
  gone: relation.gone_at !== null,
  everRead: relation.read_began_at !== null,
  writesOn: account.writes_on === 1,
  trusteeshipEditable: account.trusteeship_editable === 1,
  ...open,
});
