import type { Evidence, Unaccepted } from "@/lib/bss/answer";
import type { ListedRelation, PermissionAnswer } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { accountGeneration } from "@/lib/db/queries/sweeps";
import { type Instant, instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { addPage, addsUp, startListing } from "@/lib/domain/listing";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { readingOf } from "@/lib/domain/read-back";
import { relationStates } from "@/lib/domain/relation-state";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { scopeOf } from "@/lib/worker/read-failure";
import { type PermissionRead, recordPermissionRead } from "@/lib/worker/record-read";

/** What upstream says of a relation now. */
export interface Look {
  readonly kind: "seen";
  readonly relationId: RelationId;
  readonly state: string;
  readonly type: string;
  readonly parent: Uid;
  readonly child: Uid;
  readonly beganAt: Instant;
  readonly endedAt: Instant;
  /** The answer of QueryPermissionList; null where only GetAccountRelation told, which knows no codes. */
  readonly permissions: {
    readonly value: PermissionAnswer;
    readonly evidence: Evidence;
    readonly generation: number;
  } | null;
}

export type Looked = Look | { readonly kind: "failed"; readonly answer: Unaccepted };

/**
 * Asks QueryPermissionList; where that refuses to be asked about this relation, as it may for one that is not in
 * effect (no document says), GetAccountRelation.
 */
export async function lookAtRelation(
  { database, gateway, payer, abort }: AccountContext,
  relationId: RelationId,
  retry: boolean,
): Promise<Looked> {
  const generation = await accountGeneration(database.read, payer);
  const options = { priority: "write", signal: abort, retry } as const;
  const answer = await gateway.queryPermissionList(relationId, options);
  if (answer.kind === "accepted") {
    const { value, evidence } = answer;
    return {
      kind: "seen",
      relationId,
      state: value.state,
      type: value.type,
      parent: value.masterId,
      child: value.memberId,
      beganAt: evidence.beganAt,
      endedAt: evidence.endedAt,
      permissions: { value, evidence, generation },
    };
  }
  if (answer.kind !== "refused" || scopeOf(answer, "permissions") !== "request") return { kind: "failed", answer };
  const second = await gateway.getAccountRelation(relationId, options);
  if (second.kind !== "accepted" || second.value.status === null) return { kind: "failed", answer };
  const { status: state, type, parent, child } = second.value;
  const { beganAt, endedAt } = second.evidence;
  return { kind: "seen", relationId, state, type, parent, child, beganAt, endedAt, permissions: null };
}

/** The codes that a look shows on; null where it cannot tell them. */
export async function keepLook(
  tx: Tx,
  context: AccountContext,
  operationId: string,
  { relationId, permissions }: Look,
  cause: PermissionRead["cause"],
): Promise<readonly PermissionCode[] | null> {
  if (!permissions) return null;
  const known = await tx
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", relationId)
    .executeTakeFirst();
  const { value: answer, evidence, generation } = permissions;
  if (known)
    await recordPermissionRead(
      tx,
      context.payer,
      { relationId, answer, evidence, generation, cause, operationId },
      { visibilityLagMs: context.settings.visibilityLagMs },
    );
  const aliases = await activeAliases(tx, context.payer);
  return readingOf({ ...answer, relationId }, aliases, instant(context.now())).on;
}

/** An account in the list; `absent` only where the whole list was read and added up. */
export type Found =
  | { readonly kind: "found"; readonly relation: ListedRelation; readonly beganAt: Instant }
  | { readonly kind: "absent"; readonly beganAt: Instant }
  /** `isPartial`: it does not add up; else it has rows whose ids could not be read. */
  | { readonly kind: "unclear"; readonly isPartial: boolean }
  | { readonly kind: "failed"; readonly answer: Unaccepted };

const pageSize = 100;
const ended: ReadonlySet<string> = new Set(["REJECTED", "CONNECTION_CANCELED", "CONNECTION_MASTER_CANCEL"]);

/** Looks through the list for a relation with a member that has not ended: a call for each hundred relations. */
export async function findMember({ gateway, abort }: AccountContext, member: Uid): Promise<Found> {
  let listing = startListing(pageSize);
  let beganAt: Instant | null = null;
  for (let pageNum: number | null = 1; pageNum !== null; ) {
    const query = { pageNum, pageSize: listing.pageSize, states: relationStates };
    const answer = await gateway.queryRelationList(query, { priority: "person", signal: abort });
    if (answer.kind !== "accepted") return { kind: "failed", answer };
    beganAt ??= answer.evidence.beganAt;
    const { rows, totalCount, unreadable } = answer.value;
    const relation = rows.find(
      (row) => row.accountId === member && row.counterpart !== "MASTER" && !ended.has(row.state),
    );
    if (relation) return { kind: "found", relation, beganAt: answer.evidence.beganAt };
    const relationIds = rows.map(({ relationId }) => relationId);
    const added = addPage(listing, { totalCount, relationIds, unreadable });
    listing = added.listing;
    pageNum = added.next;
  }
  if (!beganAt || !addsUp(listing)) return { kind: "unclear", isPartial: true };
  return listing.unreadable > 0 ? { kind: "unclear", isPartial: false } : { kind: "absent", beganAt };
}
