import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "@/lib/db/database";
import { setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { instant, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { everyMember } from "@/lib/domain/policy";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId, uid } from "@/lib/worker/testing/temp-desk";
import { startWorkerProcess, type WorkerProcess } from "@/lib/worker/testing/worker-process";

// This test is a web process without a worker: it records what people want and looks at what comes of it.
let simulator: SimulatorProcess;
let database: Database;
let url: string;
let folder: string;
let close: () => Promise<void>;
const workers: WorkerProcess[] = [];
const patience = { timeout: 30_000, interval: 20 };
const code: PermissionCode = "FORBID_WITHDRAW_CASH";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-processes-"));
  simulator = await startSimulator();
});
beforeEach(async () => {
  ({ database, url, close } = await openFreshDatabase());
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await close();
  await simulator.reset();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});
// Processes start, leases run out: on a busy machine each takes its time.
vi.setConfig({ testTimeout: 90_000 });

function startWorker(): WorkerProcess {
  const worker = startWorkerProcess(url, simulator.port, folder);
  workers.push(worker);
  return worker;
}

/**
 * Freezes a worker outside of a transaction. One that is frozen within keeps the write lock: on SQLite until it thaws,
 * on PostgreSQL until the server ends its session; see `lib/db/README.md`.
 */
async function freeze(worker: WorkerProcess): Promise<void> {
  for (;;) {
    worker.freeze();
    const isFree = await database.transaction(async () => true).catch(() => false);
    if (isFree) return;
    worker.thaw();
  }
}

/** Grows each time another process takes the lease. */
const epoch = async () => (await database.read.selectFrom("lease").select("epoch").executeTakeFirst())?.epoch ?? 0;

const asRequester = (): Context => {
  const payer = uid(simulator.payerUid);
  return {
    database,
    actor: {
      id: "ruth",
      name: "Ruth Requester",
      email: "ruth@test.example",
      roles: new Set(["requester"]),
      payers: new Set([payer]),
      scope: everyMember,
      sessionId: "session",
    },
    payer,
    account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
    correlationId: randomUUID(),
    now: Date.now,
    freshForMs: 86_400_000,
    wake: () => undefined,
  };
};

/** A relation upstream without the code; the first worker that leads lists and reads it. */
async function mint(): Promise<RelationId> {
  const { relationId: id } = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
  return relationId(id);
}

/** Starts the first worker, waits for its sweep, and turns writes on. */
async function startLeader(...relationIds: readonly RelationId[]): Promise<WorkerProcess> {
  const worker = startWorker();
  await expect
    .poll(
      async () =>
        (
          await database.read
            .selectFrom("relation")
            .select("relation_id")
            .where("relation_id", "in", [...relationIds])
            .where("read_began_at", "is not", null)
            .execute()
        ).length,
      patience,
    )
    .toBe(relationIds.length);
  await database.transaction(async (tx) => {
    await setAccountSwitch(tx, uid(simulator.payerUid), "writes_on", true);
    const person = { id: "ruth", email: "ruth@test.example", name: "Ruth Requester", passwordHash: "" };
    await insertPerson(tx, { ...person, roles: ["requester"], at: instant(Date.now()) });
  });
  return worker;
}

async function apply(id: RelationId): Promise<string> {
  const context = asRequester();
  const draft = await setWanted(context, { relationId: id, code, wanted: true });
  if (!draft) throw new Error("nothing to change");
  const input = { changeSetId: draft.id, planHash: draft.hash, reason: "agreed" };
  return (await applyChangeSet(context, input)).changeSetId;
}

async function outcome(changeSetId: string): Promise<ChangeSetView["receipts"][number]["outcome"]> {
  return (await changeSetView(asRequester(), { changeSetId })).receipts[0]?.outcome ?? null;
}

const writes = async (id: RelationId) => (await simulator.calls(id)).filter((call) => call === `ADD ${code}`);
const actions = async () => (await auditRowsAfter(database.read, 0, 10_000)).map(({ entry }) => entry.action);

test("a process without a worker records, and another one's worker does it", async () => {
  const id = await mint();
  await startLeader(id);
  const changeSetId = await apply(id);
  await expect.poll(() => outcome(changeSetId), patience).toBe("verified");
  expect(await writes(id)).toHaveLength(1);
});

test("the leader killed while it sends: another reads back first, and nothing is sent twice", async () => {
  const id = await mint();
  const leader = await startLeader(id);
  await simulator.faults({ kind: "hold", operation: "ModifyAccountRelation", gate: "killed", when: "after" });
  startWorker();
  const changeSetId = await apply(id);
  await simulator.event("held", { relationId: id });
  const before = await epoch();
  await leader.kill();
  await simulator.release("killed");
  await expect.poll(() => outcome(changeSetId), patience).toBe("verified");
  expect(await epoch()).toBe(before + 1);
  expect(await writes(id)).toHaveLength(1);
  expect(await simulator.effects(id)).toEqual([`ADD ${code}`]);
  expect(await actions()).toContain("operation.cut_off");
});

test("the leader frozen while its request is on the way: what it learns late decides nothing", async () => {
  const [id, other] = [await mint(), await mint()];
  const leader = await startLeader(id, other);
  await simulator.faults({
    kind: "hold",
    operation: "ModifyAccountRelation",
    relationId: id,
    gate: "frozen",
    when: "before",
  });
  startWorker();
  const changeSetId = await apply(id);
  await simulator.event("held", { relationId: id });
  const before = await epoch();
  await freeze(leader);
  // The work moves: what was on the way is read back, and other work is done.
  await expect.poll(() => outcome(changeSetId), patience).toBe("not_confirmed");
  expect(await epoch()).toBe(before + 1);
  const otherSet = await apply(other);
  await expect.poll(() => outcome(otherSet), patience).toBe("verified");
  // The request lands after all, within the settle window; the one that sent it thaws.
  await simulator.release("frozen");
  leader.thaw();
  await expect.poll(() => outcome(changeSetId), patience).toBe("verified");
  await expect.poll(actions, patience).toContain("operation.answered_late");
  expect(await writes(id)).toHaveLength(1);
  expect(await writes(other)).toHaveLength(1);
  expect(await epoch()).toBe(before + 1);
});

test("the leader frozen between its pre-read and the send: thawed, it does not send what another has sent", async () => {
  const [id, other] = [await mint(), await mint()];
  const leader = await startLeader(id, other);
  const read = { operation: "QueryPermissionList", relationId: id };
  await simulator.faults({ kind: "hold", ...read, gate: "pre-read", when: "after", times: 1 });
  const second = startWorker();
  const before = await epoch();
  const changeSetId = await apply(id);
  await simulator.event("held", read);
  await freeze(leader);
  await simulator.release("pre-read");
  await expect.poll(() => outcome(changeSetId), patience).toBe("verified");
  leader.thaw();
  // Once it leads again and has done other work, it has come past what it was about to send.
  await second.kill();
  const otherSet = await apply(other);
  await expect.poll(() => outcome(otherSet), patience).toBe("verified");
  expect(await epoch()).toBe(before + 2);
  expect(await writes(id)).toHaveLength(1);
  expect(await simulator.effects(id)).toEqual([`ADD ${code}`]);
});
