import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { isOperationInReach } from "@/lib/db/queries/account-operations";
import { parseCodes } from "@/lib/db/queries/operations";
import { missedReversals } from "@/lib/db/queries/reversals";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import { unseenDrift } from "@/lib/db/queries/unseen-drift";
import { accountOperationKinds } from "@/lib/domain/account-operation";
import { grouped } from "@/lib/domain/grouped";
import { type Instant, instant, later, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { isPermissionCode } from "@/lib/domain/permission-catalogue";
import {
  type Attention,
  attentionAtOnce,
  type DriftedRelation,
  type Invitation,
  type LateEnd,
  memberOverdueMs,
  type OpenAct,
  type OpenChange,
  type Pile,
  type UnmappedCode,
} from "@/lib/domain/views/attention";
import { approvalsForMe } from "@/lib/services/approvals/approval-view";
import { memberName } from "@/lib/services/changes/relation-plan";
import { authorise, type Context, reachOf } from "@/lib/services/context";

/** Older differences stand in the history of their relation and in no pile. */
export const driftForMs = 30 * 24 * 3_600_000;

const verb = z.enum(["ADD", "DELETE"]);
const openActStates = ["waiting_member", "unsettled", "unseen", "locked"] as const;

/** What waits for somebody on the account, oldest first, each kind with its count. Throws `forbidden`, `not_found`. */
export async function needsAttention(context: Context): Promise<Attention> {
  authorise(context, "member.read");
  const reach = reachOf(context);
  const at = instant(context.now());
  const approvals = await approvalsForMe(context, attentionAtOnce);
  return context.database.snapshot(async (db) => {
    const waiting = await openChanges(db, reach, "waiting_member");
    const unconfirmed = await openChanges(db, reach, "unsettled");
    return {
      approvals,
      lateEnds: await lateEnds(db, reach, at),
      waiting: mapped(waiting, ({ settlesAt: _, ...change }) => ({
        ...change,
        overdue: millis(at) - millis(change.since) > memberOverdueMs,
      })),
      unconfirmed,
      acts: await openActs(db, reach, context.actor.id),
      drift: await drifted(db, reach, later(at, -driftForMs)),
      unmapped: await unmappedCodes(db, reach),
      invitations: await invitations(db, reach),
      at,
    };
  });
}

const mapped = <From, To>({ items, count }: Pile<From>, to: (item: From) => To): Pile<To> => ({
  items: items.map(to),
  count,
});

type OpenRow = OpenChange & { readonly settlesAt: Instant | null };

async function openChanges(db: Queryable, reach: Reach, state: "waiting_member" | "unsettled"): Promise<Pile<OpenRow>> {
  const open = db
    .selectFrom("operation")
    .where("operation.payer_uid", "=", reach.payer)
    .where("operation.state", "=", state)
    .where(isIdInScope(reach, "operation.relation_id"));
  const { count } = await open.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const rows = await open
    .innerJoin("change_set", "change_set.id", "operation.change_set_id")
    .innerJoin("person", "person.id", "change_set.person_id")
    .innerJoin("relation", (join) =>
      join
        .onRef("relation.payer_uid", "=", "operation.payer_uid")
        .onRef("relation.relation_id", "=", "operation.relation_id"),
    )
    .selectAll("operation")
    .select(["person.name as owner", "relation.account_id", "relation.nickname", "relation.account_name"])
    .orderBy((e) => e.fn.coalesce("operation.waiting_since", "operation.last_sent_at", "operation.created_at"))
    .limit(attentionAtOnce)
    .execute();
  return {
    items: rows.map((row) => ({
      operationId: row.id,
      changeSetId: row.change_set_id,
      relationId: row.relation_id as RelationId,
      uid: row.account_id as Uid,
      name: memberName(row),
      verb: verb.parse(row.verb),
      codes: parseCodes(row.codes),
      owner: row.owner,
      since: (row.waiting_since ?? row.last_sent_at ?? row.created_at) as Instant,
      settlesAt: row.settles_at as Instant | null,
    })),
    count: Number(count),
  };
}

async function lateEnds(db: Queryable, reach: Reach, at: Instant): Promise<Pile<LateEnd>> {
  const missed = missedReversals(db, reach, at);
  const { count } = await missed.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const rows = await missed
    .innerJoin("change_set", "change_set.id", "reversal.change_set_id")
    .innerJoin("person", "person.id", "change_set.person_id")
    .innerJoin("relation", (join) =>
      join
        .onRef("relation.payer_uid", "=", "reversal.payer_uid")
        .onRef("relation.relation_id", "=", "reversal.relation_id"),
    )
    .selectAll("reversal")
    .select(["person.name as owner", "relation.account_id", "relation.nickname", "relation.account_name"])
    .orderBy("reversal.due_at")
    .limit(attentionAtOnce)
    .execute();
  return {
    items: rows.flatMap((row) =>
      isPermissionCode(row.code)
        ? [
            {
              changeSetId: row.change_set_id,
              relationId: row.relation_id as RelationId,
              uid: row.account_id as Uid,
              name: memberName(row),
              code: row.code,
              direction: row.direction === "add" ? ("add" as const) : ("remove" as const),
              dueAt: row.due_at as Instant,
              owner: row.owner,
              reversalSetId: row.reversal_set_id,
            },
          ]
        : [],
    ),
    count: Number(count),
  };
}

async function openActs(db: Queryable, reach: Reach, personId: string): Promise<Pile<OpenAct>> {
  const open = db
    .selectFrom("account_operation")
    .where("account_operation.payer_uid", "=", reach.payer)
    .where("account_operation.state", "in", [...openActStates])
    .where(isOperationInReach(reach, personId));
  const { count } = await open.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const rows = await open
    .innerJoin("person", "person.id", "account_operation.person_id")
    .leftJoin("relation", (join) =>
      join
        .onRef("relation.payer_uid", "=", "account_operation.payer_uid")
        .onRef("relation.relation_id", "=", "account_operation.relation_id"),
    )
    .select([
      "account_operation.id",
      "account_operation.kind",
      "account_operation.state",
      "account_operation.masked_email",
      "account_operation.member_uid",
      "account_operation.created_at",
      "account_operation.waiting_since",
      "person.name as owner",
      "relation.nickname",
      "relation.account_name",
    ])
    .orderBy("account_operation.created_at")
    .limit(attentionAtOnce)
    .execute();
  return {
    items: rows.map((row) => ({
      operationId: row.id,
      kind: z.enum(accountOperationKinds).parse(row.kind),
      state: z.enum(openActStates).parse(row.state),
      label: row.masked_email ?? (row.nickname || row.account_name || row.member_uid || ""),
      owner: row.owner,
      since: (row.waiting_since ?? row.created_at) as Instant,
    })),
    count: Number(count),
  };
}

async function drifted(db: Queryable, reach: Reach, since: Instant): Promise<Pile<DriftedRelation>> {
  const rows = await unseenDrift(db, reach, since)
    .innerJoin("relation", (join) =>
      join.onRef("relation.payer_uid", "=", "drift.payer_uid").onRef("relation.relation_id", "=", "drift.relation_id"),
    )
    .select((e) => [
      "drift.relation_id",
      "relation.account_id",
      "relation.nickname",
      "relation.account_name",
      e.fn.max("drift.found_at").as("found_at"),
      e.fn.countAll<number>().as("differences"),
      e.fn.count<number>("drift.late_effect_of").as("late"),
    ])
    .groupBy(["drift.relation_id", "relation.account_id", "relation.nickname", "relation.account_name"])
    .orderBy("found_at", "desc")
    .orderBy("drift.relation_id")
    .limit(attentionAtOnce)
    .execute();
  const { count } = await unseenDrift(db, reach, since)
    .select((e) => e.fn.count<number>("drift.relation_id").distinct().as("count"))
    .executeTakeFirstOrThrow();
  const ids = rows.map(({ relation_id }) => relation_id);
  const differences =
    ids.length === 0
      ? []
      : await unseenDrift(db, reach, since)
          .select(["drift.relation_id", "subject", "code", "raw_code", "before", "after"])
          .where("drift.relation_id", "in", ids)
          .orderBy("drift.found_at", "desc")
          .execute();
  const newest = grouped(differences, (row) => row.relation_id);
  return {
    items: rows.map((row) => ({
      relationId: row.relation_id as RelationId,
      uid: row.account_id as Uid,
      name: memberName(row),
      foundAt: row.found_at as Instant,
      differences: Number(row.differences),
      newest: (newest.get(row.relation_id) ?? []).slice(0, 3).map(({ subject, code, raw_code, before, after }) => ({
        ...{ subject, rawCode: raw_code, before, after },
        code: code !== null && isPermissionCode(code) ? code : null,
      })),
      late: Number(row.late),
    })),
    count: Number(count),
  };
}

async function unmappedCodes(db: Queryable, reach: Reach): Promise<Pile<UnmappedCode>> {
  const rows = await db
    .selectFrom("permission")
    .select((e) => [
      "raw_code",
      e.fn.max("name").as("name"),
      e.fn.count<number>("relation_id").distinct().as("relations"),
      e.fn.min("relation_id").as("relation_id"),
    ])
    .where("payer_uid", "=", reach.payer)
    .where("code", "is", null)
    .where(isIdInScope(reach, "permission.relation_id"))
    .groupBy("raw_code")
    .orderBy("raw_code")
    .execute();
  return {
    items: rows.slice(0, attentionAtOnce).map((row) => ({
      rawCode: row.raw_code,
      name: row.name.trim(),
      relations: Number(row.relations),
      relationId: row.relation_id as RelationId,
    })),
    count: rows.length,
  };
}

async function invitations(db: Queryable, reach: Reach): Promise<Pile<Invitation>> {
  const pending = db
    .selectFrom("relation")
    .where("payer_uid", "=", reach.payer)
    .where("state", "=", "CONFIRMING")
    .where("gone_at", "is", null)
    .where(isIdInScope(reach, "relation.relation_id"));
  const { count } = await pending.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const rows = await pending.selectAll().orderBy("setup_time").orderBy("relation_id").limit(attentionAtOnce).execute();
  return {
    items: rows.map((row) => ({
      relationId: row.relation_id as RelationId,
      uid: row.account_id as Uid,
      name: memberName(row),
      turn: row.counterpart === "MASTER" ? "us" : "member",
      since: row.setup_time as Instant | null,
    })),
    count: Number(count),
  };
}
