import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "@/lib/simulator/start";
import { rawCall } from "@/lib/simulator/testing/raw-client";
import { testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";
const modify = (relationId: string, verb = "ADD") => ({
  action: "ModifyAccountRelation",
  params: { RelationId: relationId, RelationOperation: verb, RequestId: "r-1", "PermissionCodes.1": CASH },
});

describe("the journal", () => {
  it("tells a change in order, gapless, with who, what and under which ids", async () => {
    const { port, payerUid, mint, journalLines } = await testSimulator();
    const { relationId } = await mint();
    const answer = await rawCall(port, modify(relationId));
    const [received, effect, visible, answered] = journalLines().slice(-4);
    expect(received).toMatchObject({
      event: "received",
      operation: "ModifyAccountRelation",
      callerUid: payerUid,
      accessKeyId: "demo-payer",
      signature: "ACS3-HMAC-SHA256",
      clientRequestId: "r-1",
      requestId: answer.headers["x-acs-request-id"],
      relationId,
      verb: "ADD",
      codes: [CASH],
    });
    const call = received?.call;
    expect(effect).toMatchObject({
      event: "effect",
      relationId,
      verb: "ADD",
      codes: [CASH],
      by: call,
      requestId: received?.requestId,
    });
    expect(visible).toMatchObject({ event: "visible", relationId, effect: effect?.seq, by: call });
    expect(answered).toMatchObject({ event: "answered", call, status: 200, code: "200", fault: null, gone: false });
    expect(journalLines().map(({ seq }) => seq)).toEqual(journalLines().map((_, index) => index + 1));
    for (const { at } of journalLines()) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("tells what a read showed, in the spelling in which it was shown", async () => {
    const { port, mint, journalLines } = await testSimulator({ config: { twins: "opaque" } });
    const { relationId } = await mint({ codes: [CASH], unmapped: ["allow_view_budget_center"] });
    await rawCall(port, { params: { RelationId: relationId } });
    const codes = ["p_1002", "allow_view_budget_center"];
    expect(journalLines().slice(-3)).toMatchObject([
      { event: "received", operation: "QueryPermissionList" },
      { event: "read", relationId, state: "RELATED", codes },
      { event: "answered", operation: "QueryPermissionList", relationId, status: 200 },
    ]);
  });

  it("tells refused calls, with nobody where nobody was proven, and without an effect where nothing changed", async () => {
    const { port, mint, journalLines } = await testSimulator();
    const { relationId } = await mint();
    await rawCall(port, { ...modify(relationId), accessKeyId: "nobody" });
    expect(journalLines().slice(-2)).toMatchObject([
      { event: "received", callerUid: null, accessKeyId: "nobody" },
      { event: "answered", status: 404, code: "InvalidAccessKeyId.NotFound" },
    ]);
    await rawCall(port, modify(relationId, "DELETE"));
    expect(journalLines().slice(-2)).toMatchObject([{ event: "received" }, { event: "answered", status: 200 }]);
  });

  it("holds no login e-mail, no signature and no security token", async () => {
    const { port, journal } = await testSimulator();
    const params = { LoginEmail: "secret.person@example.com", RelationId: "51463" };
    await rawCall(port, { action: "CreateAgAccount", params, token: "the-token" });
    const text = readFileSync(journal, "utf8");
    expect(text).toContain('"LoginEmail":"s***@example.com"');
    expect(text).not.toMatch(/secret\.person|the-token|demo-secret|Signature/);
  });

  it("is on the disk before the answer has arrived", async () => {
    const { port, mint, fault, journalLines } = await testSimulator();
    const { relationId } = await mint();
    await fault({ kind: "slow_body", ms: 20 });
    const seen: unknown[] = [];
    await rawCall(port, { ...modify(relationId), onFirstBytes: () => seen.push(journalLines().at(-1)?.event) });
    expect(seen).toEqual(["answered"]);
  });
});

describe("a restart with the same journal", () => {
  async function twice(first: object, second: object) {
    const folder = mkdtempSync(join(tmpdir(), "simulator-restart-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const journal = join(folder, "journal.jsonl");
    const before = await startSimulator({ port: 0, members: 60, seed: 1, journal, ...first });
    await rawCall(before.port, modify("51463"));
    await before.stop();
    return testSimulator({ journal, ...second });
  }

  it("appends, goes on counting, and takes up the relations as they were left", async () => {
    const { relation, journalLines } = await twice({}, {});
    expect(journalLines().map(({ seq, event }) => `${seq} ${event}`)).toEqual([
      "1 started",
      "2 received",
      "3 effect",
      "4 visible",
      "5 answered",
      "6 started",
    ]);
    expect((await relation("51463")).codes).toContain(CASH);
  });

  it("does not take up another population's", async () => {
    const { relation, journalLines } = await twice({ seed: 2 }, {});
    expect((await relation("51463")).codes).not.toContain(CASH);
    expect(journalLines().at(-1)?.seq).toBe(6);
  });

  it("keeps minted relations and their state", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-restart-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const journal = join(folder, "journal.jsonl");
    const first = await testSimulator({ journal });
    const { relationId, memberUid } = await first.mint({ state: "CHANGE_CONFIRMING" });
    await first.member(relationId, "decline");
    await first.member(relationId, "unlink");
    await first.stop();
    const second = await testSimulator({ journal });
    expect(await second.relation(relationId)).toMatchObject({ memberUid, state: "CONNECTION_CANCELED" });
    expect((await second.mint()).relationId).not.toBe(relationId);
  });

  it("survives half a line at the end, as a killed process leaves it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-restart-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const journal = join(folder, "journal.jsonl");
    await (await startSimulator({ port: 0, members: 12, seed: 1, journal })).stop();
    appendFileSync(journal, '{"seq":2,"at":"2026-');
    const simulator = await testSimulator({ journal });
    await rawCall(simulator.port, { params: { RelationId: "51463" } });
    const events = await simulator.awaitEvents("sinceSeq=1");
    expect(events.map(({ seq, event }) => `${seq} ${event}`)).toEqual([
      "2 started",
      "3 received",
      "4 read",
      "5 answered",
    ]);
  });
});
