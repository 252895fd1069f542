import { expect, test } from "vitest";
import type { Evidence, OperationRecord } from "@/lib/cli/chaos/evidence";
import { emptyHistory } from "@/lib/cli/chaos/history";
import type { Call, Effect } from "@/lib/cli/chaos/journal";
import { judge, type Rule } from "@/lib/cli/chaos/oracle";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import { type Instant, instant, parseRelationId, parseUid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ChangeSetView, Outcome, ReceiptView } from "@/lib/domain/views/change-set";

/** One event a second, so that an event's number is its time as well. */
const at = (seq: number): Instant => instant(seq * 1_000);
const relation = known(parseRelationId("700000001"));
const [master, member] = [known(parseUid("1000000000000001")), known(parseUid("2000000000000002"))];

function known<T>(id: T | null): T {
  if (id === null) throw new Error("not an id");
  return id;
}

interface ToldChange {
  code: PermissionCode;
  outcome: Outcome;
  readSeq: number | null;
  settledSeq: number;
  lateEffect: boolean;
}

interface Told {
  id: string;
  position: number;
  requires: number[];
  requestId: string;
  attempts: { epoch: number; answer: string; preReadSeq: number }[];
  change: ToldChange;
}

/** A campaign of one relation and one set of two operations, which a test may change before it is judged. */
interface Story {
  reads: { seq: number }[];
  requests: { seq: number; of: string; codes: string[]; code: string; effectSeq: number | null; epoch: number }[];
  outside: { seq: number; code: string }[];
  operations: [Told, Told];
  drift: { code: string; after: string }[];
  stored: string[];
  history: ReturnType<typeof emptyHistory>;
  log: (entries: AuditEntry[]) => AuditEntry[];
  chain: Evidence["chain"];
}

const operation = (id: string, position: number, code: PermissionCode, preReadSeq: number, readSeq: number): Told => ({
  ...{ id, position, requires: position === 0 ? [] : [0], requestId: `request-${id}` },
  attempts: [{ epoch: 1, answer: "accepted", preReadSeq }],
  change: { code, outcome: "verified", readSeq, settledSeq: readSeq + 2, lateEffect: false },
});

/** Everything as it should be: a ban and then a grant, each read before, sent once, and read back. */
const honest = (): Story => ({
  reads: [{ seq: 10 }, { seq: 30 }, { seq: 40 }, { seq: 60 }],
  requests: [
    { seq: 20, of: "a", codes: ["FORBID_WITHDRAW_CASH"], code: "Success", effectSeq: 21, epoch: 1 },
    { seq: 50, of: "b", codes: ["CHECK_FINANCE_INFO"], code: "Success", effectSeq: 51, epoch: 1 },
  ],
  outside: [],
  operations: [operation("a", 0, "FORBID_WITHDRAW_CASH", 10, 30), operation("b", 1, "CHECK_FINANCE_INFO", 40, 60)],
  drift: [],
  stored: ["FORBID_WITHDRAW_CASH", "CHECK_FINANCE_INFO"],
  history: emptyHistory(),
  log: (entries) => entries,
  chain: { ok: true, rows: 0, head: "" },
});

function receiptOf({ id, change, attempts }: Told): ReceiptView {
  const { code, outcome, readSeq, settledSeq, lateEffect } = change;
  const settlement = { at: at(settledSeq), outcome, reason: null };
  return {
    ...{ changeId: `change-${id}`, operationId: id, relationId: relation, uid: member, name: "a member", code },
    ...{ direction: "add", progress: null, outcome, reason: null, settlesAt: null, causeProven: true },
    ...{ before: null, after: null, gapMs: null, waiting: null, preReadError: null },
    readAt: readSeq === null ? null : at(readSeq),
    attempts: attempts.map(() => ({
      ...{ status: 200, code: "Success", message: null, requestIdSent: id, requestIdAnswered: null },
      ...{ sentAt: at(0), answeredAt: null, answer: "accepted", ambiguity: null },
    })),
    settlements: [
      { ...settlement, note: null },
      ...(lateEffect ? [{ ...settlement, at: at(settledSeq + 10), note: "late_effect" as const }] : []),
    ],
  };
}

function evidenceOf(story: Story): Evidence {
  const told = story.operations;
  const set: ChangeSetView = {
    ...{ id: "set", status: "done", purpose: "change", requestedBy: "Ada", reason: "", stoppedAt: null },
    ...{ changes: 2, relations: 1, query: { result: null, page: 1 }, matching: 2, pages: 1 },
    ...{
      approval: null,
      end: null,
      reverses: null,
      totals: {},
      version: 1,
      appliedAt: at(5),
      receipts: told.map(receiptOf),
    },
  };
  const calls: Call[] = [
    ...story.reads.map(({ seq }) => ({ seq, operation: "QueryPermissionList", clientRequestId: null, codes: [] })),
    ...story.requests.map(({ seq, of, codes }) => {
      return { seq, operation: "ModifyAccountRelation", clientRequestId: `request-${of}`, codes };
    }),
  ].map((call) => ({
    ...{ ...call, at: call.seq * 1_000, requestId: `call-${call.seq}`, relationId: relation, verb: "ADD" },
    params: { ParentUserId: master, ChildUserId: member },
    answer: {
      seq: call.seq + 2,
      code: story.requests.find(({ seq }) => seq === call.seq)?.code ?? "Success",
      fault: null,
    },
  }));
  calls.sort((a, b) => a.seq - b.seq);
  const changes = [
    ...story.requests.flatMap(({ seq, codes, effectSeq }) => {
      const by = calls.find((call) => call.seq === seq);
      return by && effectSeq !== null ? [{ seq: effectSeq, codes, by }] : [];
    }),
    ...story.outside.map(({ seq, code }) => ({ seq, codes: [code], by: "console" as const })),
  ].sort((a, b) => a.seq - b.seq);
  const minted: Effect = {
    ...{ seq: 1, at: 1_000, relationId: relation, verb: "MINT", codes: [], state: "RELATED", by: "door" },
    ...{ on: new Set<string>(), pending: [], visibleSeq: 1 },
  };
  const effects = [minted];
  for (const { seq, codes, by } of changes) {
    const on = new Set([...(effects.at(-1)?.on ?? []), ...codes]);
    effects.push({ ...minted, seq, at: seq * 1_000, verb: "ADD", codes, by, on, visibleSeq: seq });
  }
  const operations = told.map((one): OperationRecord => {
    const expects = { relationId: relation, masterId: master, memberId: member, type: "FinancialManagement" };
    return {
      ...{ id: one.id, changeSetId: "set", relationId: relation, position: one.position, verb: "ADD" },
      ...{ codes: [one.change.code], requires: one.requires, requestId: one.requestId, state: "settled", epoch: 1 },
      expects: { ...expects, state: "RELATED", on: [], unmapped: [] },
      ...{ expiresAt: at(1_000), dueAt: at(5), firstSentAt: null, lastSentAt: null, answeredAt: null },
      ...{ settlesAt: null, waitingSince: null, absentSince: null, set, receipts: [receiptOf(one)] },
      attempts: one.attempts.map(({ epoch, answer, preReadSeq }) => ({
        epoch,
        answer,
        preReadId: `call-${preReadSeq}`,
      })),
      reads: new Map(story.reads.map(({ seq }) => [seq * 1_000, [`call-${seq}`]])),
    };
  });
  return {
    journal: {
      calls,
      effects,
      byRequestId: (id) => calls.find(({ requestId }) => requestId === id) ?? null,
      effectsOn: () => effects,
    },
    history: story.history,
    cast: { general: [], members: [], surprised: [], late: [], flapping: [] },
    sets: [set],
    operations,
    log: story.log(logOf(story)),
    chain: story.chain,
    drift: story.drift.map(({ code, after }) => ({
      ...{ id: code, payer_uid: master, relation_id: relation, found_at: at(70), subject: "permission", code },
      ...{ raw_code: null, before: null, after, late_effect_of: null },
    })),
    stored: [{ relationId: relation, state: "RELATED", codes: story.stored, unmapped: [] }],
    truth: [{ relationId: relation, state: "RELATED", codes: [...(effects.at(-1)?.on ?? [])], unmapped: [] }],
  };
}

function logOf({ operations }: Story): AuditEntry[] {
  const row = (seq: number, action: string, entity: string, detail: object) => {
    const who = { personId: null, system: "executor", payerUid: master, correlationId: "" };
    return { ...who, at: at(seq), action, entity, outcome: "done" as const, detail: JSON.stringify(detail) };
  };
  return [
    row(5, "change_set.applied", "change_set:set", { operations: operations.length }),
    row(5, "change_set.planned", "change_set:set", {
      relations: [{ relationId: relation, changes: operations.map(({ change }) => `add ${change.code}`) }],
    }),
    ...operations.flatMap(({ id, requestId, attempts, change }) => [
      ...attempts.flatMap(({ preReadSeq }) => [
        row(preReadSeq + 1, "operation.sending", `operation:${id}`, { requestId }),
        row(preReadSeq + 15, "operation.answered", `operation:${id}`, {}),
      ]),
      row(change.settledSeq, "change.settled", `change:change-${id}`, { outcome: change.outcome }),
    ]),
  ].map((entry, index) => ({ ...entry, seq: index + 1 }));
}

const rulesBroken = (story: Story): Rule[] => [...new Set(judge(evidenceOf(story)).findings.map(({ rule }) => rule))];

test("an honest campaign has nothing against it", () => {
  expect(judge(evidenceOf(honest()))).toEqual({ findings: [], thawed: [], underway: 0, allowed: 2, missed: [] });
});

/** One thing that is not as it should be, and every rule that it breaks. */
const offences: readonly (readonly [what: string, rules: readonly Rule[], change: (story: Story) => void])[] = [
  [
    "verified, and it never took effect",
    ["verified"],
    ({ requests: [, second], stored }) => {
      if (second) second.effectSeq = null;
      stored.pop();
    },
  ],
  [
    "verified by a read that was over before",
    ["verified"],
    ({ operations: [, b] }) => {
      b.change.readSeq = 40;
    },
  ],
  [
    "verified without a read",
    ["verified"],
    ({ operations: [, b] }) => {
      b.change.readSeq = null;
    },
  ],
  [
    "not sent, and there is a request",
    ["not_sent", "too_few", "untold"],
    ({ operations: [, b] }) => {
      b.change.outcome = "not_sent";
    },
  ],
  [
    "no effect, and there was one",
    ["without_effect", "too_few", "untold"],
    ({ operations: [, b] }) => {
      b.change.outcome = "no_effect";
    },
  ],
  [
    "no effect by then, and one later that nobody is told of",
    ["untold"],
    ({ operations: [, b], requests: [, second] }) => {
      b.change.outcome = "no_effect";
      if (second) second.effectSeq = 63;
    },
  ],
  [
    "a request that nobody asked for",
    ["request_unknown"],
    ({ requests }) => {
      requests.push({ seq: 80, of: "c", codes: [], code: "Success", effectSeq: null, epoch: 1 });
    },
  ],
  [
    "a request with other codes than asked for",
    ["request_unknown", "stored", "untold"],
    ({ requests: [, second] }) => void second?.codes.push("CHECK_TARGET_CONSUMPTION"),
  ],
  [
    "sent again, each time with a read before",
    ["sent_again"],
    ({ requests, reads, operations: [, b] }) => {
      reads.push({ seq: 45 });
      const [, second] = requests;
      if (second) second.seq = 47;
      requests.splice(1, 0, {
        seq: 43,
        of: "b",
        codes: ["CHECK_FINANCE_INFO"],
        code: "InternalError",
        effectSeq: null,
        epoch: 1,
      });
      b.attempts.push({ epoch: 1, answer: "accepted", preReadSeq: 45 });
    },
  ],
  [
    "sent without a read",
    ["pre_read"],
    ({ operations: [a] }) => {
      for (const attempt of a.attempts) attempt.preReadSeq = 11;
    },
  ],
  [
    "sent after a read from before the last request",
    ["pre_read"],
    ({ operations: [, b] }) => {
      for (const attempt of b.attempts) attempt.preReadSeq = 10;
    },
  ],
  [
    "sent although somebody had changed the relation",
    ["pre_read", "drift", "stored"],
    ({ outside }) => {
      outside.push({ seq: 5, code: "MANAGE_TARGET_INVOICE" });
    },
  ],
  [
    "two at once",
    ["overlap", "phases"],
    ({ operations: [a] }) => {
      a.change.settledSeq = 55;
    },
  ],
  [
    "loosened although what tightens was not verified",
    ["phases", "pre_read", "untold", "without_effect", "too_few"],
    ({ operations: [a] }) => {
      a.change.outcome = "no_effect";
    },
  ],
  ["sent after Stop", ["after_stop"], ({ history }) => void history.stops.push({ changeSetId: "set", at: 45_000 })],
  ["sent while paused", ["while_paused"], ({ history }) => void history.pauses.push({ from: 45_000, until: 70_000 })],
  [
    "sent after its expiry",
    ["after_expiry"],
    ({ history }) => {
      history.aged.push({ changeSetId: "set", at: 45_000 });
    },
  ],
  [
    "sent under a lease that was lost",
    ["lost_lease"],
    ({ history }) => {
      history.epochs.push({ epoch: 1, at: 0 }, { epoch: 2, at: 45_000 });
    },
  ],
  [
    "sent under an older lease than the request before",
    ["lost_lease"],
    ({ operations: [a] }) => {
      for (const attempt of a.attempts) attempt.epoch = 2;
    },
  ],
  ["shown otherwise than it is", ["stored"], ({ stored }) => void stored.pop()],
  [
    "somebody else's change that is not shown",
    ["drift", "stored"],
    ({ outside }) => {
      outside.push({ seq: 70, code: "MANAGE_TARGET_INVOICE" });
    },
  ],
  [
    "a change of ours that is shown as somebody else's",
    ["drift"],
    ({ drift }) => {
      drift.push({ code: "CHECK_FINANCE_INFO", after: "on" });
    },
  ],
  [
    "an outcome that the log lacks",
    ["log"],
    (story) => {
      story.log = (entries) => entries.filter(({ entity }) => entity !== "change:change-b");
    },
  ],
  [
    "an intent that came after its request",
    ["log"],
    (story) => {
      story.log = (entries) =>
        entries.map((one) => (one.action === "operation.sending" ? { ...one, at: at(90) } : one));
    },
  ],
  [
    "a log with a gap",
    ["chain"],
    (story) => {
      story.log = (entries) => entries.map((one) => ({ ...one, seq: one.seq > 3 ? one.seq + 1 : one.seq }));
    },
  ],
  [
    "a chain that does not hold",
    ["chain"],
    (story) => {
      story.chain = { ok: false, seq: 3, problem: "changed" };
    },
  ],
];

test.each(offences)("%s", (_, rules, change) => {
  const story = honest();
  change(story);
  expect(rulesBroken(story).toSorted()).toEqual([...rules].toSorted());
});

test("a request of a process that was frozen is listed, and so is one on its way when Stop came", () => {
  const story = honest();
  story.history.epochs.push({ epoch: 1, at: 0 }, { epoch: 2, at: 45_000 });
  story.history.freezes.push({ from: 41_000, until: 49_000 });
  story.history.stops.push({ changeSetId: "set", at: 49_900 });
  expect(judge(evidenceOf(story))).toMatchObject({
    findings: [],
    underway: 1,
    thawed: [expect.stringContaining("request 50")],
  });
});

test("a late effect that is listed is told", () => {
  const story = honest();
  const [, b] = story.operations;
  b.change = { ...b.change, outcome: "no_effect", lateEffect: true };
  const [, second] = story.requests;
  if (second) second.effectSeq = 63;
  expect(rulesBroken(story)).toEqual([]);
});
