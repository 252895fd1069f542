import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { noteRestoration } from "@/lib/db/queries/instance";
import type { RelationAct } from "@/lib/domain/account-operation";
import { instant } from "@/lib/domain/ids";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import { actOnRelation } from "@/lib/services/account-operations/act-on-relation";
import { createMemberAccount } from "@/lib/services/account-operations/create-member-account";
import { linkAccount } from "@/lib/services/account-operations/link-account";
import { recordFinding } from "@/lib/services/account-operations/record-finding";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { type AccountDesk, openAccountDesk } from "@/lib/worker/testing/account-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId } from "@/lib/worker/testing/temp-desk";

let simulator: SimulatorProcess;
let desk: AccountDesk;

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  desk = await openAccountDesk(simulator);
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
  vi.unstubAllEnvs();
});
afterAll(() => simulator.close());

const reason = "agreed with the member";

const link = async (memberUid: string) => {
  const grant = { kind: "permissions", codes: ["CHECK_FINANCE_INFO"] } as const;
  return (await linkAccount(desk.as("requester"), { memberUid, nickname: null, grant, reason })).operationId;
};

const writes = async (operation: string, search: Readonly<Record<string, string>> = {}) =>
  (await simulator.journal({ operation, event: "received", ...search })).length;

const act = async (id: string, wanted: RelationAct, on = desk) =>
  (
    await actOnRelation(on.as("requester"), {
      relationId: relationId(id),
      act: wanted,
      confirmation: wanted === "unlink" ? (await simulator.relation(id)).memberUid : null,
      reason,
    })
  ).operationId;

const row = (id: string) =>
  desk.database.read.selectFrom("account_operation").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

const invitation = {
  type: "FinancialManagement",
  codes: ["CHECK_FINANCE_INFO"],
  state: "CONFIRMING",
  differentName: true,
};

describe("an invitation", () => {
  test("of ours can be cancelled while it waits for the member", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    desk.start();
    const linking = await link(member);
    await desk.until(linking, ({ outcome }) => outcome === "awaiting_member");
    const id = (await simulator.account(member)).relations.at(-1)?.relationId ?? "";
    await desk.sweep(id);
    const cancelling = await act(id, "cancel");
    expect(await relationActsView(desk.as("requester"), { relationId: relationId(id) })).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ act: "cancel", blocked: null })]),
    );
    expect(await desk.until(cancelling, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: "verified" });
    expect(await desk.until(linking, ({ outcome }) => outcome !== "awaiting_member")).toMatchObject({
      outcome: "no_effect",
      seenState: "CONNECTION_MASTER_CANCEL",
    });
  });

  test("is not accepted for other codes than those that were seen", async () => {
    const { relationId: id, memberUid } = await simulator.mint(invitation);
    const own = await openAccountDesk(simulator, { member: memberUid });
    try {
      await own.sweep(id);
      const operationId = await act(id, "accept", own);
      await simulator.console(id, "ADD", ["FORBID_WITHDRAW_CASH"]);
      own.start();
      expect(await own.until(operationId, ({ outcome }) => outcome !== null)).toMatchObject({
        outcome: "not_sent",
        notSentReason: "stale",
      });
      expect(await writes("ConfirmRelation", { relationId: id })).toBe(0);
    } finally {
      await own.close();
    }
  });

  test("whose cancel may still land is not without effect before the settle window is over", async () => {
    const { relationId: id } = await simulator.mint(invitation);
    await desk.sweep(id);
    await simulator.faults(
      { kind: "reset_before", operation: "ConfirmRelation", times: 1 },
      { kind: "status503", operation: "QueryPermissionList", relationId: id, after: 1 },
    );
    desk.start();
    const operationId = await act(id, "cancel");
    await simulator.event("answered", { relationId: id, operation: "ConfirmRelation" });
    await simulator.member(id, "accept");
    await simulator.reset();
    await desk.until(operationId, ({ outcome }) => outcome === "no_effect");
    const { read_at, settles_at } = await row(operationId);
    expect(Date.parse(read_at ?? "")).toBeGreaterThan(Date.parse(settles_at ?? ""));
  });
});

describe("a link", () => {
  test("that upstream refuses is refused, whatever invitation somebody else has made meanwhile", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    await simulator.faults({
      kind: "refuse",
      operation: "AddAccountRelation",
      code: "NotApplicable",
      status: 400,
      times: 1,
      effectDelayMs: 0,
    });
    desk.start();
    const view = await desk.until(await link(member), ({ outcome }) => outcome !== null);
    expect(view).toMatchObject({ outcome: "refused", attempts: [{ answer: "refused" }] });
  });

  test("of which nobody knows yet which relation it made freezes those with its member", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    await simulator.faults({ kind: "reset_after", operation: "AddAccountRelation", times: 1 });
    desk.start();
    const operationId = await link(member);
    await desk.until(operationId, ({ outcome }) => outcome !== null);
    await desk.cutOff();
    await desk.database.transaction((tx) =>
      tx
        .updateTable("account_operation")
        .set({ state: "unsettled", relation_id: null, outcome: "not_confirmed" })
        .where("id", "=", operationId)
        .execute(),
    );
    const id = (await simulator.account(member)).relations.at(-1)?.relationId ?? "";
    await desk.sweep(id);
    expect(await relationActsView(desk.as("requester"), { relationId: relationId(id) })).toEqual([
      { act: "unlink", blocked: "operation_open", openOperationId: operationId },
    ]);
  });

  test("is not given up by a read that failed, however long the desk was away", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: false });
    await simulator.faults({ kind: "status500_before", operation: "AddAccountRelation", times: 1 });
    desk.start();
    const id = await link(member);
    await desk.until(id, ({ outcome }) => outcome === "not_confirmed");
    await desk.cutOff();
    const longAgo = instant(Date.now() - 3_600_000);
    await desk.database.transaction((tx) =>
      tx.updateTable("account_operation").set({ settles_at: longAgo, due_at: longAgo }).where("id", "=", id).execute(),
    );
    await simulator.faults({
      kind: "refuse",
      operation: "QueryRelationList",
      code: "Forbidden.RAM",
      status: 403,
      times: 1,
    });
    desk.start();
    await desk.until(id, ({ settlesAt }) => settlesAt === null);
    expect((await row(id)).outcome).toBe("no_effect");
  });

  test("is not sent on a list that does not add up", async () => {
    const { memberUid: member } = await simulator.mint(invitation);
    await simulator.switches({ pageCap: 5 });
    await simulator.faults({ kind: "empty_list", operation: "QueryRelationList", after: 1, times: 1 });
    desk.start();
    const id = await link(member);
    expect(await desk.until(id, ({ outcome }) => outcome !== null)).toMatchObject({ notSentReason: "stale" });
    expect(await writes("AddAccountRelation", { memberUid: member })).toBe(0);
  });

  test("verified after a restore does not prove its cause", async () => {
    const { uid: member } = await simulator.mintAccount({ differentName: true });
    desk.start();
    const id = await link(member);
    await desk.until(id, ({ outcome }) => outcome === "awaiting_member");
    await desk.database.transaction((tx) => noteRestoration(tx, desk.payer, instant(Date.now())));
    await simulator.member((await simulator.account(member)).relations.at(-1)?.relationId ?? "", "accept");
    expect(await desk.until(id, ({ outcome }) => outcome === "verified")).toMatchObject({ causeProven: false });
  });
});

describe("a create", () => {
  let made = 0;
  const fresh = (): NewAccount => ({
    loginEmail: `doubt${++made}@members.demo.example`,
    accountAttr: "1",
    enterpriseName: "锦兰科技",
    firstName: "Ruth",
    lastName: "Secretname",
    nationCode: "CN",
    provinceName: "Zhejiang",
    cityName: "Hangzhou",
    postcode: "310000",
  });
  const create = (account: NewAccount, why = reason) =>
    createMemberAccount(desk.as("requester"), {
      account,
      confirmation: account.loginEmail,
      reason: why,
      tryAgain: false,
    }).then(({ operationId }) => operationId);

  test("that was throttled, and whose address is taken after that, is locked: it may be its own", async () => {
    await simulator.faults({
      kind: "throttle",
      operation: "CreateAgAccount",
      retryAfterMs: 300,
      times: 1,
      effectDelayMs: 0,
    });
    desk.start();
    expect(await desk.until(await create(fresh()), ({ outcome }) => outcome !== null)).toMatchObject({
      outcome: "not_confirmed",
      locked: true,
      attempts: [{ answer: "throttled" }, { answer: "refused", code: "LOGIN_EMAIL_HAS_BEEN_USED" }],
    });
  });

  test("locks its address under another secret, too, and however it is written", async () => {
    await simulator.faults({ kind: "reset_before", operation: "CreateAgAccount" });
    const account = { ...fresh(), loginEmail: `josé${made}@members.demo.example`.normalize("NFC") };
    desk.start();
    await desk.until(await create(account), ({ locked }) => locked);
    const decomposed = { ...account, loginEmail: account.loginEmail.normalize("NFD") };
    await expect(create(decomposed)).rejects.toMatchObject({ code: "email_locked" });
    const invisible = { ...account, loginEmail: account.loginEmail.replace("@", "\u200b@") };
    await expect(create(invisible)).rejects.toMatchObject({ code: "bad_input" });
    vi.stubEnv("NEXTAUTH_SECRET", "another one of thirty-two characters");
    await expect(create(account)).rejects.toMatchObject({ code: "email_locked" });
  });

  test("keeps what upstream says without the names it repeats", async () => {
    const message = "LastName Secretname of Ruth at 锦兰科技 is too long";
    await simulator.faults({
      kind: "refuse",
      operation: "CreateAgAccount",
      code: "InvalidParameter",
      status: 400,
      message,
      times: 1,
    });
    desk.start();
    const view = await desk.until(await create(fresh()), ({ outcome }) => outcome !== null);
    expect(view.attempts[0]?.message).toBe("LastName [name] of [name] at [name] is too long");
  });

  test("whose end nobody knows is named beside the account that it may have made: the next one listed, and no older one", async () => {
    await desk.sweep();
    await simulator.faults({ kind: "status500_after", operation: "CreateAgAccount", times: 1 });
    desk.start();
    const operationId = await create(fresh());
    await desk.until(operationId, ({ locked }) => locked);
    const older = await simulator.mint({ setupTime: "2022-05-01T08:00Z" });
    await desk.sweep();
    const late = await simulator.mint({ setupTime: `${new Date().toISOString().slice(0, 16)}Z` });
    await desk.sweep();
    const listed = await desk.database.read
      .selectFrom("drift")
      .innerJoin("relation", "relation.relation_id", "drift.relation_id")
      .select(["drift.relation_id", "late_effect_of"])
      .where("subject", "=", "listed")
      .where("relation.setup_time", ">=", "2022-05-01T08:00")
      .execute();
    const made = (await simulator.accounts({ origin: "created" })).flatMap(({ relations }) => relations).at(-1);
    expect(listed).toEqual(
      expect.arrayContaining([
        { relation_id: made?.relationId, late_effect_of: operationId },
        { relation_id: older.relationId, late_effect_of: null },
        { relation_id: late.relationId, late_effect_of: null },
      ]),
    );
    expect(await desk.view(operationId)).toMatchObject({ locked: true, outcome: "not_confirmed" });
    expect((await desk.view(operationId)).settlements.filter(({ note }) => note === "late_effect")).toHaveLength(1);
  });

  test("leaves no address in the log, though a person writes it into a reason or a note", async () => {
    await simulator.faults({ kind: "reset_before", operation: "CreateAgAccount", times: 1 });
    const account = fresh();
    desk.start();
    const operationId = await create(account, `for ${account.loginEmail.toUpperCase()}, as agreed`);
    await desk.until(operationId, ({ locked }) => locked);
    const note = `no ${account.loginEmail} in the console`;
    await recordFinding(desk.as("requester"), { operationId, finding: "not_created", uid: null, note });
    for (const { text } of await desk.log()) expect(text.toLowerCase()).not.toContain(account.loginEmail);
    const view = await desk.view(operationId);
    expect(view.reason).toBe("for d***@m***.example, as agreed");
    expect(view.settlements.at(-1)?.note).toBe("no d***@m***.example in the console");
  });
});
