import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import { type Instant, later, type Uid } from "@/lib/domain/ids";
import { grantorWaitsMs, type SecondPersonPolicy, secondPersonActs } from "@/lib/domain/second-person";
import type { ApprovalStatus, VoidReason } from "@/lib/domain/views/approval";

export type ApprovalRow = Schema["approval"];

const policy = z.strictObject({ on: z.boolean(), acts: z.partialRecord(z.enum(secondPersonActs), z.boolean()) });

/** Reads an account's policy. Throws when the row was tampered with: a policy that cannot be read lets nothing pass. */
export const parsePolicy = (json: string): SecondPersonPolicy => policy.parse(JSON.parse(json));

/** Which acts want a second person on an account. */
export async function secondPersonPolicy(db: Queryable, payer: Uid): Promise<SecondPersonPolicy> {
  const row = await db.selectFrom("account").select("second_person").where("uid", "=", payer).executeTakeFirstOrThrow();
  return parsePolicy(row.second_person);
}

/** Whether any account wants second persons: rights reach over all accounts. */
export async function secondPersonsAnywhere(db: Queryable): Promise<readonly SecondPersonPolicy[]> {
  const rows = await db.selectFrom("account").select("second_person").execute();
  return rows.map(({ second_person }) => parsePolicy(second_person)).filter(({ on }) => on);
}

export const setSecondPersonPolicy = (tx: Tx, payer: Uid, next: SecondPersonPolicy) =>
  tx
    .updateTable("account")
    .set({ second_person: JSON.stringify(next) })
    .where("uid", "=", payer)
    .execute();

/** Keeps a request, and of a change set the hash of each relation's plan as it was sent. */
export async function insertApproval(
  tx: Tx,
  row: Omit<ApprovalRow, "status" | "decided_by" | "decided_at" | "decision_reason" | "void_reason">,
  relations: readonly { readonly relationId: string; readonly hash: string }[] = [],
): Promise<void> {
  const undecided = { decided_by: null, decided_at: null, decision_reason: null, void_reason: null };
  await tx
    .insertInto("approval")
    .values({ ...row, status: "waiting", ...undecided })
    .execute();
  const rows = relations.map(({ relationId, hash }) => ({
    approval_id: row.id,
    relation_id: relationId,
    hash,
    decision: null,
  }));
  await runForRows(tx, "plans of an approval", rows, (some) => tx.insertInto("approval_relation").values(some));
}

/**
 * Whether a request about rights reaches no account that a person does not: neither as they were nor as they are to be. The
 * payload names accounts as JSON, each in quotes, `null` for all; an owner who is called like an account only hides more.
 */
const areRightsInReach = (personId: string) => sql<boolean>`("approval"."requested_by" = ${personId}
  or not exists (select 1 from "person_account" where "person_account"."person_id" = ${personId})
  or ("approval"."payload" not like '%"accounts":null%' and not exists (select 1 from "account"
    where "approval"."payload" like '%"' || "account"."uid" || '"%' and "account"."uid" not in
      (select "payer_uid" from "person_account" where "person_account"."person_id" = ${personId}))))`;

/**
 * Whether a request is somebody's to see, for a query with the table `approval` in it: those of the account, and on every
 * account those about rights, which reach over all. Of somebody with a scope their own, and such as are about their members
 * and no others: a decision is about all of it. A condition of SQL.
 */
export const isApprovalInReach = (reach: Reach, personId: string): RawBuilder<boolean> =>
  reach.scope.kind === "all"
    ? sql<boolean>`(("approval"."payer_uid" = ${reach.payer} and "approval"."kind" != 'rights')
        or ("approval"."kind" = 'rights' and ${areRightsInReach(personId)}))`
    : sql<boolean>`(("approval"."payer_uid" = ${reach.payer} or "approval"."kind" = 'rights')
        and ("approval"."requested_by" = ${personId}
        or ("approval"."kind" = 'change_set' and not exists (select 1 from "change"
          where "change"."change_set_id" = "approval"."subject_id" and not ${isIdInScope(reach, "change.relation_id")}))
        or ("approval"."kind" = 'account_operation' and exists (select 1 from "account_operation"
          where "account_operation"."id" = "approval"."subject_id"
            and ${isIdInScope(reach, "account_operation.relation_id")}))))`;

export const approvalRow = (
  db: Queryable,
  reach: Reach,
  personId: string,
  id: string,
): Promise<ApprovalRow | undefined> =>
  db
    .selectFrom("approval")
    .selectAll()
    .where("id", "=", id)
    .where(isApprovalInReach(reach, personId))
    .executeTakeFirst();

/** The hash of each relation's plan as it was sent for approval. */
export async function approvedHashes(db: Queryable, approvalId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("approval_relation")
    .select(["relation_id", "hash"])
    .where("approval_id", "=", approvalId)
    .execute();
  return new Map(rows.map(({ relation_id, hash }) => [relation_id, hash]));
}

interface Decision {
  readonly status: Exclude<ApprovalStatus, "waiting">;
  readonly by: string | null;
  readonly at: Instant;
  readonly reason: string | null;
  readonly voidReason: VoidReason | null;
}

/** Ends a request that waits. Gives false when it did not wait any more: then nothing is to be done about it. */
export async function endApproval(tx: Tx, id: string, decision: Decision): Promise<boolean> {
  const ended = await tx
    .updateTable("approval")
    .set({
      status: decision.status,
      decided_by: decision.by,
      decided_at: decision.at,
      decision_reason: decision.reason,
      void_reason: decision.voidReason,
    })
    .where("id", "=", id)
    .where("status", "=", "waiting")
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}

/** Keeps what came of the relations of a change set. */
export async function decideRelations(
  tx: Tx,
  approvalId: string,
  decision: "approved" | "rejected" | "void",
  relationIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < relationIds.length; from += 500)
    await tx
      .updateTable("approval_relation")
      .set({ decision })
      .where("approval_id", "=", approvalId)
      .where("relation_id", "in", relationIds.slice(from, from + 500))
      .execute();
}

/** Whether one person let another in or gave them a role so lately that they cannot decide for them. */
export async function hasGrantedLately(
  db: Queryable,
  { grantor, person, at }: { readonly grantor: string; readonly person: string; readonly at: Instant },
): Promise<boolean> {
  const row = await db
    .selectFrom("person_grant")
    .select("id")
    .where("person_id", "=", person)
    .where("granted_by", "=", grantor)
    .where("at", ">", later(at, -grantorWaitsMs))
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a person may be the second one of a request: it is neither theirs nor about their rights, nor of whom they let in lately. */
export const isForSecondPerson =
  (personId: string, at: Instant) =>
  (e: ExpressionBuilder<Schema, "approval">): Expression<SqlBool> =>
    e.and([
      e("approval.requested_by", "!=", personId),
      e.not(e.and([e("approval.kind", "=", "rights"), e("approval.subject_id", "=", personId)])),
      e.not(
        e.exists(
          e
            .selectFrom("person_grant")
            .select("person_grant.id")
            .whereRef("person_grant.person_id", "=", "approval.requested_by")
            .where("person_grant.granted_by", "=", personId)
            .where("person_grant.at", ">", later(at, -grantorWaitsMs)),
        ),
      ),
    ]);
