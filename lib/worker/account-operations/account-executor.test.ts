import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { onSignal } from "@/lib/db/signal";
import { relationRow } from "@/lib/db/testing/relation-row";
import type { RelationAct } from "@/lib/domain/account-operation";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import { accountOperationView } from "@/lib/services/account-operations/account-operation-view";
import { actOnRelation } from "@/lib/services/account-operations/act-on-relation";
import { createMemberAccount } from "@/lib/services/account-operations/create-member-account";
import { linkAccount } from "@/lib/services/account-operations/link-account";
import { recordFinding } from "@/lib/services/account-operations/record-finding";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { stopAccountOperation } from "@/lib/services/account-operations/stop-account-operation";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { type AccountDesk, openAccountDesk } from "@/lib/worker/testing/account-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId } from "@/lib/worker/testing/temp-desk";

let simulator: SimulatorProcess;
let desk: AccountDesk;

beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  simulator = await startSimulator();
});
beforeEach(async () => {
  desk = await openAccountDesk(simulator);
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});
afterAll(async () => {
  await simulator.close();
  vi.unstubAllEnvs();
});

const reason = "agreed with the member";
const permissions = (...codes: readonly "CHECK_FINANCE_INFO"[]) => ({ kind: "permissions", codes }) as const;
const grant = permissions("CHECK_FINANCE_INFO");

const link = (memberUid: string) =>
  linkAccount(desk.as("requester"), { memberUid, nickname: "new one", grant, reason }).then((it) => it.operationId);

/** Writes that the simulator received about an account or a relation. */
const writes = async (operation: string, search: Readonly<Record<string, string>> = {}) =>
  (await simulator.journal({ operation, event: "received", ...search })).length;

/** What nobody's act explains, by subject. */
const driftOf = async (id: string) =>
  (await desk.database.read.selectFrom("drift").select("subject").where("relation_id", "=", id).execute()).map(
    ({ subject }) => subject,
  );

describe("a link", () => {
  test("to the same enterprise is there at once, and verified by a read", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    desk.start();
    const view = await desk.until(await link(member), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "verified", causeProven: true, seenState: "RELATED" });
    const relation = (await simulator.account(member)).relations.at(-1)?.relationId ?? "";
    expect(view.result?.relationId).toBe(relation);
    await desk.sweep(relation);
    expect(await driftOf(relation)).toEqual([]);
    expect(view.attempts).toHaveLength(1);
    expect(view.attempts[0]).toMatchObject({ answer: "accepted", requestIdSent: expect.stringMatching(/./) });
  });

  test("to another enterprise waits for the member, who accepts", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    desk.start();
    const id = await link(member);
    const waiting = await desk.until(id, ({ outcome }) => outcome !== null);
    expect(waiting).toMatchObject({ outcome: "awaiting_member", seenState: "CONFIRMING" });
    const relation = (await simulator.account(member)).relations.at(-1)?.relationId ?? "";
    await simulator.member(relation, "accept");
    const view = await desk.until(id, ({ outcome }) => outcome !== "awaiting_member");
    expect(view).toMatchObject({ outcome: "verified", seenState: "RELATED" });
    expect(view.settlements.map(({ outcome }) => outcome)).toEqual(["awaiting_member", "verified"]);
  });

  test("that waits is looked at again and again without having the list read each time", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    desk.start();
    await desk.until(await link(member), ({ outcome }) => outcome === "awaiting_member");
    const looks = () => writes("QueryPermissionList");
    const looked = async (times: number) => {
      const enough = (await looks()) + times;
      await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThanOrEqual(enough);
    };
    // The first of these is from after the read-back, which does ask for the list.
    await looked(1);
    let wanted = 0;
    const stop = onSignal("list", () => {
      wanted += 1;
    });
    await looked(4);
    stop();
    expect(wanted).toBe(0);
  });

  test("that the member declines says so", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    desk.start();
    const id = await link(member);
    await desk.until(id, ({ outcome }) => outcome === "awaiting_member");
    await simulator.member((await simulator.account(member)).relations.at(-1)?.relationId ?? "", "decline");
    expect(await desk.until(id, ({ outcome }) => outcome !== "awaiting_member")).toMatchObject({
      outcome: "declined_by_member",
      seenState: "REJECTED",
    });
  });

  test("that upstream refuses is refused once the list is read without it", async () => {
    const { uid: member } = await simulator.mintAccount({ linkedElsewhere: true });
    desk.start();
    const view = await desk.until(await link(member), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "refused", attempts: [{ answer: "refused" }] });
  });

  test("whose answer is lost is found in the list, and not sent again", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    await simulator.faults({ kind: "reset_after", operation: "AddAccountRelation", times: 1 });
    const before = await writes("AddAccountRelation");
    desk.start();
    const view = await desk.until(await link(member), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "verified", causeProven: false, seenState: "RELATED" });
    expect((await writes("AddAccountRelation")) - before).toBe(1);
  });

  test("that upstream calls done without doing it ends without effect, after the settle window", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    await simulator.faults({ kind: "status500_before", operation: "AddAccountRelation", times: 1 });
    desk.start();
    const id = await link(member);
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "not_confirmed" });
    expect(await desk.until(id, ({ outcome }) => outcome !== "not_confirmed")).toMatchObject({ outcome: "no_effect" });
  });

  test("that lands after it was given up is noted as possibly its late effect, not as drift", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    await simulator.faults({
      kind: "reset_before",
      operation: "AddAccountRelation",
      times: 1,
      effectGate: "late link",
    });
    desk.start();
    const id = await link(member);
    await desk.until(id, ({ outcome }) => outcome === "no_effect");
    await simulator.release("late link");
    await simulator.event("effect", { memberUid: member });
    await desk.sweep();
    await desk.sweep();
    const view = await desk.view(id);
    expect(view.settlements.map(({ outcome, note }) => [outcome, note])).toEqual([
      ["not_confirmed", null],
      ["no_effect", null],
      ["no_effect", "late_effect"],
    ]);
    const drift = await desk.database.read
      .selectFrom("drift")
      .select("subject")
      .where("late_effect_of", "=", id)
      .execute();
    expect(drift).toEqual([{ subject: "listed" }]);
  });

  test("of an account that the list holds already is not asked for, and one that came meanwhile is not sent", async () => {
    const { memberUid: member } = await simulator.mint({ state: "CONFIRMING", differentName: true });
    const id = await link(member);
    // Nobody has seen a link or an invitation yet.
    await expect(link(member)).rejects.toMatchObject({ code: "link_open" });
    desk.start();
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_sent",
      notSentReason: "stale",
      seenState: "CONFIRMING",
      madeRelationId: null,
    });
    await desk.sweep();
    await expect(link(member)).rejects.toMatchObject({ code: "already_linked" });
  });
});

describe("a link by an account that is a member itself", () => {
  test("is not taken for there because it is linked to that account as its member", async () => {
    const { memberUid: member, masterUid } = await simulator.mint({ state: "RELATED" });
    const own = await openAccountDesk(simulator, { member });
    try {
      await own.sweep();
      const asked = { memberUid: masterUid, nickname: "the other way", grant, reason };
      const { operationId } = await linkAccount(own.as("requester"), asked);
      own.start();
      await own.until(operationId, ({ outcome }) => outcome !== null);
      expect(await writes("AddAccountRelation")).toBeGreaterThan(0);
    } finally {
      await own.close();
    }
  });
});

describe("an act on a relation", () => {
  const act = async (id: string, wanted: RelationAct, on = desk) => {
    const { memberUid, masterUid } = await simulator.relation(id);
    const confirmation = wanted === "unlink" ? (on.payer === memberUid ? masterUid : memberUid) : null;
    const input = { relationId: relationId(id), act: wanted, confirmation, reason };
    return (await actOnRelation(on.as("requester"), input)).operationId;
  };
  const minted = async (wanted: Readonly<Record<string, unknown>>) => {
    const { relationId: id } = await simulator.mint({
      type: "FinancialManagement",
      codes: ["CHECK_FINANCE_INFO"],
      ...wanted,
    });
    await desk.sweep(id);
    return id;
  };

  test("unlinks, and reads that it is so; of all that only its first listing is somebody else's", async () => {
    const id = await minted({ state: "RELATED" });
    desk.start();
    const view = await desk.until(await act(id, "unlink"), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "verified", causeProven: true, seenState: "CONNECTION_CANCELED" });
    await desk.sweep();
    expect(await driftOf(id)).toEqual(["listed"]);
  });

  test("cancels an invitation", async () => {
    const id = await minted({ state: "CONFIRMING", differentName: true });
    desk.start();
    const view = await desk.until(await act(id, "cancel"), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "verified", seenState: "CONNECTION_MASTER_CANCEL" });
  });

  test.each([
    ["accept", "RELATED"],
    ["decline", "REJECTED"],
  ] as const)("as the member: %s", async (wanted, state) => {
    const { relationId: id, memberUid } = await simulator.mint({
      type: "FinancialManagement",
      codes: ["CHECK_FINANCE_INFO"],
      state: "CONFIRMING",
      differentName: true,
    });
    const own = await openAccountDesk(simulator, { member: memberUid });
    try {
      await own.sweep(id);
      own.start();
      const view = await own.until(await act(id, wanted, own), ({ outcome }) => outcome !== null);
      expect(view).toMatchObject({ outcome: "verified", seenState: state, kind: wanted });
      expect((await simulator.relation(id)).state).toBe(state);
    } finally {
      await own.close();
    }
  });

  test("is not sent when the relation is another by then", async () => {
    const id = await minted({ state: "CONFIRMING", differentName: true });
    const operationId = await act(id, "cancel");
    await simulator.member(id, "accept");
    desk.start();
    expect(await desk.until(operationId, ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_sent",
      notSentReason: "stale",
      seenState: "RELATED",
    });
    expect(await writes("ConfirmRelation", { relationId: id })).toBe(0);
  });

  test("lets no other act and no change beside it", async () => {
    const id = await minted({ state: "RELATED" });
    const operationId = await act(id, "unlink");
    await expect(act(id, "unlink")).rejects.toMatchObject({ code: "act_blocked" });
    const acts = await relationActsView(desk.as("requester"), { relationId: relationId(id) });
    expect(acts).toEqual([{ act: "unlink", blocked: "operation_open", openOperationId: operationId }]);
    await expect(
      setWanted(desk.as("requester"), { relationId: relationId(id), code: "FORBID_WITHDRAW_CASH", wanted: true }),
    ).rejects.toMatchObject({ code: "change_blocked" });
  });

  test("that is stopped before it is sent is cancelled", async () => {
    const id = await minted({ state: "RELATED" });
    const operationId = await act(id, "unlink");
    await stopAccountOperation(desk.as("requester"), { operationId });
    desk.start();
    expect(await desk.until(operationId, ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_sent",
      notSentReason: "cancelled",
    });
  });

  test("that flow control turns away again and again can be stopped, and is seen not to be done", async () => {
    const id = await minted({ state: "RELATED" });
    await simulator.faults({ kind: "throttle", operation: "RelieveAccountRelation", retryAfterMs: 1_000 });
    desk.start();
    const operationId = await act(id, "unlink");
    await desk.until(operationId, ({ waiting }) => waiting === "throttled");
    await stopAccountOperation(desk.as("requester"), { operationId });
    expect(await desk.until(operationId, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "refused" });
    const sent = await writes("RelieveAccountRelation", { relationId: id });
    expect(sent).toBeGreaterThan(0);
    expect((await desk.view(operationId)).attempts).toHaveLength(sent);
  });

  test("cut off while it is sent is read back by whoever leads next, and sent once", async () => {
    const id = await minted({ state: "RELATED" });
    await simulator.faults({ kind: "hold", operation: "RelieveAccountRelation", gate: "unlink", when: "after" });
    desk.start();
    const operationId = await act(id, "unlink");
    await simulator.event("held", { relationId: id });
    const cut = desk.cutOff();
    await simulator.release("unlink");
    await cut;
    await desk.database.transaction((tx) =>
      tx.updateTable("account_operation").set({ state: "sending" }).where("id", "=", operationId).execute(),
    );
    desk.start();
    expect(await desk.until(operationId, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "verified" });
    expect(await writes("RelieveAccountRelation", { relationId: id })).toBe(1);
  });
});

describe("a create", () => {
  let made = 0;
  const fresh = (): NewAccount => ({
    loginEmail: `ops${++made}@members.demo.example`,
    accountAttr: "1",
    enterpriseName: "锦兰科技",
    firstName: "Ruth",
    lastName: "Secretname",
    nationCode: "CN",
    provinceName: "Zhejiang",
    cityName: "Hangzhou",
    postcode: "310000",
  });
  const create = (account: NewAccount, tryAgain = false) =>
    createMemberAccount(desk.as("requester"), {
      account,
      confirmation: account.loginEmail,
      reason,
      tryAgain,
    }).then(({ operationId }) => operationId);

  test("is verified when a read finds the new account, and leaves no address in the log", async () => {
    const account = fresh();
    desk.start();
    const view = await desk.until(await create(account), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({
      outcome: "verified",
      result: { type: "FINACE_CLOUD", mpk: desk.payer, ramAdminRoleName: expect.any(String) },
      subject: { kind: "create", maskedEmail: "o***@m***.example", account },
    });
    const log = await desk.log();
    expect(log.map(({ action }) => action)).toEqual([
      "account_operation.requested",
      "account_operation.sending",
      "account_operation.answered",
      "account_operation.settled",
    ]);
    for (const { text } of log) expect(text).not.toMatch(/ops\d|Secretname|锦兰|members\.demo/);
    const viewer = desk.as("viewer");
    expect((await accountOperationView(viewer, { operationId: view.id })).subject).toMatchObject({ account: null });
  });

  test("of an address that is taken is refused, although Success says true", async () => {
    const account = fresh();
    await simulator.mintAccount({ loginEmail: account.loginEmail });
    desk.start();
    const view = await desk.until(await create(account), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({
      outcome: "refused",
      attempts: [{ code: "LOGIN_EMAIL_HAS_BEEN_USED", answer: "refused", status: 200 }],
    });
  });

  test("that nobody can find afterwards is created as answered, not seen yet; then seen", async () => {
    await simulator.switches({ createLinks: "none", accountInfoFindsNew: false });
    desk.start();
    const id = await create(fresh());
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "created_unseen" });
    await simulator.switches({ accountInfoFindsNew: true });
    expect(await desk.until(id, ({ outcome }) => outcome !== "created_unseen")).toMatchObject({ outcome: "verified" });
  });

  test.each(["reset_after", "status500_before"])(
    "whose end is not known (%s) is locked until a person records what there is",
    async (kind) => {
      await simulator.faults({ kind, operation: "CreateAgAccount", times: 1 });
      const before = await writes("CreateAgAccount");
      const account = fresh();
      desk.start();
      const id = await create(account);
      expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({
        outcome: "not_confirmed",
        locked: true,
      });
      await expect(create({ ...account, loginEmail: account.loginEmail.toUpperCase() })).rejects.toMatchObject({
        code: "email_locked",
      });
      const found = { operationId: id, finding: "created", note: "seen there" } as const;
      // What was listed before it was asked for is not what it has made.
      const there = relationRow(desk.payer, { relation_id: relationId("77"), account_id: "4" });
      await desk.database.transaction((tx) => tx.insertInto("relation").values(there).execute());
      await expect(recordFinding(desk.as("requester"), { ...found, uid: "4" })).rejects.toMatchObject({
        code: "bad_input",
        fields: ["uid"],
      });
      await recordFinding(desk.as("requester"), { ...found, uid: "5" });
      expect(await desk.view(id)).toMatchObject({
        outcome: "recorded_created",
        locked: false,
        result: { pk: "5" },
        settlements: [{ outcome: "not_confirmed" }, { outcome: "recorded_created", by: "Ruth Requester" }],
      });
      expect((await writes("CreateAgAccount")) - before).toBe(1);
      await create(account);
    },
  );

  test("answered in lower case is no proof", async () => {
    await simulator.switches({ createAnswer: "lower_case_keys" });
    desk.start();
    expect(await desk.until(await create(fresh()), ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_confirmed",
      locked: true,
      attempts: [{ ambiguity: "lower_case_keys" }],
    });
  });

  test("cut off while it is sent is locked", async () => {
    const id = await create(fresh());
    await desk.database.transaction((tx) =>
      tx.updateTable("account_operation").set({ state: "sending" }).where("id", "=", id).execute(),
    );
    desk.start();
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({ locked: true });
  });

  test("that cannot be read at all stops nobody else", async () => {
    const [broken, whole] = [await create(fresh()), await create(fresh())];
    await desk.database.transaction((tx) =>
      tx.updateTable("account_operation").set({ kind: "of another version" }).where("id", "=", broken).execute(),
    );
    desk.start();
    expect(await desk.until(whole, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "verified" });
  });

  test("whose fields cannot be read any more is not sent", async () => {
    const id = await create(fresh());
    await desk.database.transaction((tx) =>
      tx.updateTable("account_operation").set({ sealed: "1.AAAA" }).where("id", "=", id).execute(),
    );
    const before = await writes("CreateAgAccount");
    desk.start();
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_sent",
      notSentReason: "unreadable",
    });
    expect(await writes("CreateAgAccount")).toBe(before);
  });
});
