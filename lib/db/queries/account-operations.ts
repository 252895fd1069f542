import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import {
  type AccountNotSentReason,
  type AccountOperationKind,
  type AccountOutcome,
  accountNotSentReasons,
  accountOperationKinds,
  accountOutcomes,
} from "@/lib/domain/account-operation";
import { type Instant, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { AccountResult, LinkGrant } from "@/lib/domain/views/account-operation";

/**
 * queued → reading (claimed, nothing sent) → sending (the intent is on disk) → checking (answered, being read back) →
 * settled. In between: `waiting_member`; `unsettled`, until the settle window is over; `unseen`, a created account that no
 * read has shown; `locked`, a create whose end only a person can find out.
 */
const states = [
  "awaiting_approval",
  "queued",
  "reading",
  "sending",
  "checking",
  "waiting_member",
  "unsettled",
  "unseen",
  "locked",
  "settled",
] as const;
export type AccountOperationState = (typeof states)[number];

const uid = z.custom<Uid>((value) => typeof value === "string" && parseUid(value) !== null);
const relationId = z.custom<RelationId>((value) => typeof value === "string" && parseRelationId(value) !== null);
const codes = z.array(z.enum(permissionCodes));

const linkTerms = z.object({
  nickname: z.string().nullable(),
  grant: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("permissions"), codes }),
    z.object({ kind: z.literal("trusteeship") }),
  ]),
});
/** What a link was asked for. */
export interface LinkTerms {
  readonly nickname: string | null;
  readonly grant: LinkGrant;
}

const actTerms = z.object({ parent: uid, child: uid, codes });
/** What an act on a relation was asked for: its two accounts, and the invitation's codes. */
export type ActTerms = z.infer<typeof actTerms>;

const result = z.object({
  relationId: relationId.nullable(),
  pk: uid.nullable(),
  mpk: uid.nullable(),
  type: z.string().nullable(),
  ramAdminRoleName: z.string().nullable(),
});

/** One account operation as the executor works on it and a page shows it. */
export interface AccountOperation {
  readonly id: string;
  readonly kind: AccountOperationKind;
  readonly personId: string;
  readonly correlationId: string;
  readonly relationId: RelationId | null;
  readonly memberUid: Uid | null;
  readonly link: LinkTerms | null;
  readonly act: ActTerms | null;
  readonly sealed: string | null;
  readonly maskedEmail: string | null;
  readonly emailDigest: string | null;
  readonly requestId: string;
  readonly state: AccountOperationState;
  readonly epoch: number;
  readonly expiresAt: Instant;
  readonly dueAt: Instant;
  readonly waitingSince: Instant | null;
  readonly firstSentAt: Instant | null;
  readonly settlesAt: Instant | null;
  readonly stoppedAt: Instant | null;
  /** Why it was stopped, where no person stopped it. */
  readonly stopReason: "approval_void" | null;
  readonly outcome: AccountOutcome | null;
  readonly notSentReason: AccountNotSentReason | null;
  readonly result: AccountResult | null;
}

/** Reads a row. Throws when it was tampered with. */
export function accountOperationOf(row: Schema["account_operation"]): AccountOperation {
  const kind = z.enum(accountOperationKinds).parse(row.kind);
  const terms: unknown = JSON.parse(row.terms);
  return {
    id: row.id,
    kind,
    personId: row.person_id,
    correlationId: row.correlation_id,
    relationId: relationId.nullable().parse(row.relation_id),
    memberUid: uid.nullable().parse(row.member_uid),
    link: kind === "link" ? linkTerms.parse(terms) : null,
    act: kind === "create" || kind === "link" ? null : actTerms.parse(terms),
    sealed: row.sealed,
    maskedEmail: row.masked_email,
    emailDigest: row.email_digest,
    requestId: row.request_id,
    state: z.enum(states).parse(row.state),
    epoch: row.epoch,
    expiresAt: row.expires_at as Instant,
    dueAt: row.due_at as Instant,
    waitingSince: row.waiting_since as Instant | null,
    firstSentAt: row.first_sent_at as Instant | null,
    settlesAt: row.settles_at as Instant | null,
    stoppedAt: row.stopped_at as Instant | null,
    stopReason: row.stop_reason === null ? null : "approval_void",
    outcome: z.enum(accountOutcomes).nullable().parse(row.outcome),
    notSentReason: z.enum(accountNotSentReasons).nullable().parse(row.not_sent_reason),
    result: row.result === null ? null : result.parse(JSON.parse(row.result)),
  };
}

/**
 * The open account operations of a relation: one at most, or two while an invitation is being cancelled whose own link
 * waits for the member. A link that was sent, and whose relation nobody knows yet, may be about any with its member.
 */
export const openActsOf = (
  db: Queryable,
  payer: Uid,
  relationId: RelationId,
): Promise<readonly { readonly id: string; readonly kind: string; readonly state: string }[]> =>
  db
    .selectFrom("account_operation")
    .select(["id", "kind", "state"])
    .where("payer_uid", "=", payer)
    .where("state", "<>", "settled")
    .where((e) =>
      e.or([
        e("relation_id", "=", relationId),
        e.and([
          e("kind", "=", "link"),
          e("relation_id", "is", null),
          e("first_sent_at", "is not", null),
          e(
            "member_uid",
            "in",
            e
              .selectFrom("relation")
              .select("account_id")
              .where("payer_uid", "=", payer)
              .where("relation_id", "=", relationId),
          ),
        ]),
      ]),
    )
    .execute();

interface OpenActs {
  readonly relationIds: ReadonlyMap<string, "open" | "waiting">;
  readonly memberUids: ReadonlySet<string>;
}

/** What of these stands in the way of a relation with this member. */
export const openActOn = (
  { relationIds, memberUids }: OpenActs,
  { relation_id, account_id }: { readonly relation_id: string; readonly account_id: string },
): "open" | "waiting" | null => relationIds.get(relation_id) ?? (memberUids.has(account_id) ? "open" : null);

/**
 * What the open account operations of an account are about: these relations, some of them `waiting` for a second person, and
 * any relation with these members, whose link was sent and is not known yet.
 */
export async function openActs(db: Queryable, payer: Uid): Promise<OpenActs> {
  const rows = await db
    .selectFrom("account_operation")
    .select(["kind", "relation_id", "member_uid", "first_sent_at", "state"])
    .where("payer_uid", "=", payer)
    .where("state", "<>", sql.lit("settled"))
    .execute();
  const sentLinks = rows.filter(
    ({ kind, relation_id, first_sent_at }) => kind === "link" && relation_id === null && first_sent_at !== null,
  );
  return {
    relationIds: new Map(
      rows.flatMap(({ relation_id, state }) =>
        relation_id === null ? [] : [[relation_id, state === "awaiting_approval" ? "waiting" : "open"]],
      ),
    ),
    memberUids: new Set(sentLinks.flatMap(({ member_uid }) => member_uid ?? [])),
  };
}

/** An account operation that somebody may see, as stored. */
export const accountOperationRow = (
  db: Queryable,
  reach: Reach,
  personId: string,
  id: string,
): Promise<Schema["account_operation"] | undefined> =>
  db
    .selectFrom("account_operation")
    .selectAll()
    .where("payer_uid", "=", reach.payer)
    .where("id", "=", id)
    .where(isOperationInReach(reach, personId))
    .executeTakeFirst();

/**
 * Whether somebody may see an account operation, for a query with its table in it: one about a relation within reach,
 * and one about no relation that they asked for. A condition of SQL.
 */
export const isOperationInReach = (reach: Reach, personId: string): RawBuilder<boolean> =>
  reach.scope.kind === "all"
    ? sql<boolean>`1 = 1`
    : sql<boolean>`(${isIdInScope(reach, "account_operation.relation_id")} or
        ("account_operation"."relation_id" is null and "account_operation"."person_id" = ${personId}))`;

/** What is asked for; everything else of the row begins empty. */
type Asked = Pick<
  Schema["account_operation"],
  | "id"
  | "payer_uid"
  | "kind"
  | "person_id"
  | "reason"
  | "correlation_id"
  | "relation_id"
  | "member_uid"
  | "terms"
  | "sealed"
  | "masked_email"
  | "email_digest"
  | "request_id"
  | "created_at"
  | "expires_at"
> & { readonly approval_id?: string | null };

/** Puts an account operation on the executor's list, or, with an approval to come, beside it. */
export async function insertAccountOperation(tx: Tx, asked: Asked): Promise<void> {
  await tx
    .insertInto("account_operation")
    .values({
      ...asked,
      state: asked.approval_id == null ? "queued" : "awaiting_approval",
      epoch: 0,
      version: 1,
      due_at: asked.created_at,
      waiting: null,
      waiting_since: null,
      first_sent_at: null,
      last_sent_at: null,
      settles_at: null,
      settled_at: null,
      stopped_at: null,
      stopped_by: null,
      stop_reason: null,
      outcome: null,
      not_sent_reason: null,
      read_at: null,
      seen_state: null,
      cause_proven: 0,
      result: null,
    })
    .execute();
}

/**
 * Lets the executor look now at what waits for its member, is unsettled or was not seen yet: of these relations; `null`:
 * all of the account.
 */
export async function hastenAccountReads(
  tx: Tx,
  payer: Uid,
  relationIds: readonly RelationId[] | null,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable("account_operation")
    .set({ due_at: at })
    .where("payer_uid", "=", payer)
    .where("state", "in", ["waiting_member", "unsettled", "unseen"])
    .where("due_at", ">", at)
    .$if(relationIds !== null, (query) => query.where("relation_id", "in", [...(relationIds ?? [])]))
    .execute();
}
