import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { type Operation, operationOf } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import type { Instant } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { WantedChange } from "@/lib/domain/plan";
import type { Reading, Sent, Watch } from "@/lib/domain/read-back";

/** The pre-read as an attempt keeps it: what stood before, and when it was asked for. */
const preReadShape = z.object({
  beganAt: z.custom<Instant>((value) => typeof value === "string"),
  endedAt: z.custom<Instant>((value) => typeof value === "string"),
  requestId: z.string().nullable(),
  state: z.string(),
  type: z.string(),
  on: z.array(z.enum(permissionCodes)),
  unmapped: z.array(z.string()),
  raw: z.array(z.string()),
});
export type PreRead = z.infer<typeof preReadShape>;

export const parsePreRead = (json: string): PreRead => preReadShape.parse(JSON.parse(json));

/** The pre-read as a reading of the same two accounts, to compare a later one with. */
export const readingBefore = (preRead: PreRead, operation: Operation): Reading => ({
  ...operation.expects,
  state: preRead.state,
  type: preRead.type,
  on: preRead.on,
  unmapped: preRead.unmapped,
  raw: preRead.raw,
  unknown: [],
  unreadable: [],
});

export interface OperationFacts {
  readonly set: Schema["change_set"];
  readonly changes: readonly Schema["change"][];
  /** Earlier operations of the same relation and change set. */
  readonly earlier: readonly Operation[];
  /** What of them is verified or was so already. */
  readonly done: readonly WantedChange[];
  readonly attempts: readonly Schema["attempt"][];
  readonly sent: Sent;
}

const isDone = (change: Schema["change"]): boolean => change.outcome === "verified" || change.outcome === "already_so";

async function watchOf(db: Queryable, set: Schema["change_set"], operation: Operation): Promise<Watch | null> {
  if (set.purpose !== "calibration") return null;
  const calibration = await db
    .selectFrom("calibration")
    .select(["proposed_raw"])
    .where((e) => e.or([e("add_change_set_id", "=", set.id), e("remove_change_set_id", "=", set.id)]))
    .executeTakeFirstOrThrow();
  return { proposedRaw: operation.verb === "DELETE" ? calibration.proposed_raw : null };
}

/** Loads what the executor decides about an operation with. */
export async function operationFacts(db: Queryable, operation: Operation): Promise<OperationFacts> {
  const set = await db
    .selectFrom("change_set")
    .selectAll()
    .where("id", "=", operation.changeSetId)
    .executeTakeFirstOrThrow();
  const siblings = await db
    .selectFrom("operation")
    .selectAll()
    .where("change_set_id", "=", operation.changeSetId)
    .where("relation_id", "=", operation.relationId)
    .where("position", "<", operation.position)
    .orderBy("position")
    .execute();
  const all = await db
    .selectFrom("change")
    .selectAll()
    .where("change_set_id", "=", operation.changeSetId)
    .where("relation_id", "=", operation.relationId)
    .execute();
  const earlier = siblings.map(operationOf);
  const done = all.flatMap((change): WantedChange[] => {
    const of = earlier.find((candidate) => candidate.id === change.operation_id);
    const code = of?.codes.find((candidate) => candidate === change.code);
    return code && isDone(change) ? [{ code, direction: change.direction === "add" ? "add" : "remove" }] : [];
  });
  const attempts = await db
    .selectFrom("attempt")
    .selectAll()
    .where("operation_id", "=", operation.id)
    .orderBy("number")
    .execute();
  return {
    set,
    changes: all.filter((change) => change.operation_id === operation.id),
    earlier,
    done,
    attempts,
    sent: { verb: operation.verb, codes: operation.codes, watch: await watchOf(db, set, operation) },
  };
}

/** Whether the operations that this one stands on ended verified or already so. */
export function requirementsHold(operation: Operation, facts: OperationFacts): boolean {
  const done = new Set(facts.done.map(({ code }) => code));
  return facts.earlier
    .filter((candidate) => operation.requires.includes(candidate.position))
    .every((candidate) => candidate.codes.every((code) => done.has(code)));
}

/** Whether a request of it may have reached upstream: throttled ones did, unreachable ones did not. */
export const wasSent = (facts: OperationFacts): boolean =>
  facts.attempts.some((attempt) => attempt.answer !== "unreachable");
