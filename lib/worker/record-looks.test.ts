import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { askRecords } from "@/lib/services/relations/ask-records";
import { relationView } from "@/lib/services/relations/relation-view";
import { type AccountDesk, openAccountDesk } from "@/lib/worker/testing/account-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId } from "@/lib/worker/testing/temp-desk";

let simulator: SimulatorProcess;
let desk: AccountDesk;

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(async () => {
  desk = await openAccountDesk(simulator);
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});
afterAll(() => simulator.close());

async function minted(): Promise<{ readonly relationId: ReturnType<typeof relationId>; readonly memberUid: string }> {
  const { relationId: id, memberUid } = await simulator.mint({ type: "FinancialManagement", state: "RELATED" });
  await desk.sweep(id);
  return { relationId: relationId(id), memberUid };
}
const records = async (id: ReturnType<typeof relationId>) =>
  (await relationView(desk.as("requester"), { relationId: id })).records;

test("what upstream has on record is asked for once, and shown as it came", async () => {
  const { relationId: id, memberUid } = await minted();
  expect(await records(id)).toBeNull();
  await askRecords(desk.as("requester"), { relationId: id });
  await expect(askRecords(desk.as("requester"), { relationId: id })).rejects.toMatchObject({ code: "conflict" });
  desk.start();
  await expect.poll(async () => (await records(id))?.doneAt ?? null, { timeout: 10_000 }).not.toBeNull();
  expect(await records(id)).toMatchObject({
    relation: { kind: "told", value: { parent: desk.payer, child: memberUid, statusText: "RELATED 【已建立关联】" } },
    account: { kind: "told", value: { accountType: "MEMBER", isFinancialAccount: expect.any(Boolean) } },
  });
});

test("one answer may be missing, and says why", async () => {
  const { relationId: id } = await minted();
  await simulator.faults({ kind: "refuse", operation: "GetAccountRelation", code: "NoPermission", status: 403 });
  await askRecords(desk.as("requester"), { relationId: id });
  desk.start();
  await expect.poll(async () => (await records(id))?.doneAt ?? null, { timeout: 10_000 }).not.toBeNull();
  expect(await records(id)).toMatchObject({
    relation: { kind: "failed", code: "NoPermission" },
    account: { kind: "told" },
  });
});

test("a viewer asks for nothing, and nobody for a relation that is not there", async () => {
  const { relationId: id } = await minted();
  await expect(askRecords(desk.as("viewer"), { relationId: id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(askRecords(desk.as("requester"), { relationId: relationId("7") })).rejects.toMatchObject({
    code: "not_found",
  });
});
