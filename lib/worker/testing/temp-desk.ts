import type { Database } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { relationRow } from "@/lib/db/testing/relation-row";
import { type Instant, instant, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Outcome } from "@/lib/domain/views/change-set";

export const uid = (text: string): Uid => {
  const parsed = parseUid(text);
  if (!parsed) throw new Error(`not a UID: ${text}`);
  return parsed;
};

export const relationId = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};

/** A fixed moment, some seconds after noon. */
export const at = (seconds: number): Instant => instant(Date.UTC(2026, 10, 22, 12) + seconds * 1_000);

export const payer = uid("9007199254740993");
export const member = uid("6210322125051645960");
export const relation = relationId("51463");

export interface SentByUs {
  readonly id: string;
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  readonly state: string;
  readonly sentAt?: Instant | null;
  readonly settledAt?: Instant;
  readonly outcome?: Outcome;
  readonly purpose?: "change" | "calibration";
}

/** A database of its own in a temporary folder, with one account. */
export interface TempDesk {
  readonly database: Database;
  addRelation(values?: Partial<Schema["relation"]>): Promise<void>;
  /** A change set `set-<id>` with one operation and its changes `<id>-<code>`. */
  addOperation(sent: SentByUs): Promise<void>;
  close(): Promise<void>;
}

export async function openTempDesk(): Promise<TempDesk> {
  const { database, close } = await openFreshDatabase();
  await database.transaction((tx) =>
    tx
      .insertInto("account")
      .values({
        uid: payer,
        site: "cn",
        endpoint: "127.0.0.1:1",
        writes_on: 1,
        paused: 0,
        trusteeship_editable: 0,
        generation: 0,
        alias_version: 0,
        rules_off: "[]",
        second_person: JSON.stringify({ on: false, acts: {} }),
        problem: null,
        created_at: at(-100),
      })
      .execute(),
  );
  return {
    database,
    addRelation: (values = {}) =>
      database.transaction(async (tx) => {
        await tx.insertInto("relation").values(relationRow(payer, values)).execute();
      }),
    addOperation: (sent) => database.transaction((tx) => insertOperation(tx, sent)),
    close,
  };
}

type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

async function insertOperation(tx: Tx, sent: SentByUs): Promise<void> {
  const sentAt = sent.sentAt === undefined ? at(0) : sent.sentAt;
  const setId = `set-${sent.id}`;
  await tx
    .insertInto("change_set")
    .values({
      id: setId,
      payer_uid: payer,
      purpose: sent.purpose ?? "change",
      status: "applying",
      person_id: "p1",
      reason: "a reason",
      plan_hash: null,
      created_at: at(-1),
      applied_at: at(-1),
      stopped_at: null,
      correlation_id: `correlation-${sent.id}`,
      version: 1,
      approval_id: null,
      until: null,
      stop_reason: null,
    })
    .execute();
  await tx
    .insertInto("operation")
    .values({
      id: sent.id,
      change_set_id: setId,
      payer_uid: payer,
      relation_id: relation,
      position: 0,
      verb: sent.verb,
      codes: JSON.stringify(sent.codes),
      requires: "[]",
      expects: "{}",
      request_id: `request-${sent.id}`,
      state: sent.state,
      epoch: 1,
      created_at: at(-1),
      expires_at: at(86_400),
      due_at: at(0),
      waiting: null,
      pre_read_error: null,
      first_sent_at: sentAt,
      last_sent_at: sentAt,
      answered_at: sentAt,
      settles_at: null,
      waiting_since: null,
      settled_at: sent.settledAt ?? null,
    })
    .execute();
  for (const code of sent.codes)
    await tx
      .insertInto("change")
      .values({
        id: `${sent.id}-${code}`,
        change_set_id: setId,
        payer_uid: payer,
        relation_id: relation,
        code,
        direction: sent.verb === "ADD" ? "add" : "remove",
        operation_id: sent.id,
        outcome: sent.outcome ?? null,
        reason: null,
        read_at: null,
        cause_proven: 1,
        after: null,
      })
      .execute();
}
