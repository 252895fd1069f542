import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { accountRow, setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { instant, parseRelationId, parseUid, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Role } from "@/lib/domain/policy";
import type { ReceiptView } from "@/lib/domain/views/change-set";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { readMarkFile } from "@/lib/worker/restored-mark";
import type { SimulatorProcess } from "@/lib/worker/testing/simulator-process";
import { startWorkerProcess, type WorkerProcess } from "@/lib/worker/testing/worker-process";

/** The one permission that these desks add. */
export const code: PermissionCode = "FORBID_WITHDRAW_CASH";

const patienceMs = 30_000;

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
}

/** A database whose worker is a process of its own, begun and killed at will; people write from the test's process. */
export interface ProcessDesk {
  as(role: Role): Context;
  /** `data`: the folder, within the desk's, where this process keeps what it knows; each machine has its own. */
  startWorker(data?: string): WorkerProcess;
  killAll(): Promise<void>;
  /** A relation upstream without the code, listed and read by a first worker, which has ended; writes are on. */
  prepared(): Promise<RelationId>;
  apply(id: RelationId): Promise<string>;
  receipt(changeSetId: string): Promise<ReceiptView | undefined>;
  outcome(changeSetId: string): Promise<ReceiptView["outcome"]>;
  readBeganAt(id: RelationId): Promise<string | null>;
  /** Waits until a machine's own file knows the log to its end. */
  noted(data?: string): Promise<void>;
  /** What was sent about a relation. */
  writes(id: RelationId): Promise<readonly string[]>;
  paused(): Promise<boolean>;
  /** The details of each time the database was found to be restored. */
  restores(): Promise<readonly unknown[]>;
}

export function processDesk(
  simulator: SimulatorProcess,
  at: { readonly database: Database; readonly url: string; readonly folder: string },
): ProcessDesk {
  const { database, url, folder } = at;
  const payer = parseUid(simulator.payerUid);
  if (!payer) throw new Error("the simulator has no payer");
  const workers: WorkerProcess[] = [];
  const desk: ProcessDesk = {
    as: (role) => ({
      database,
      actor: {
        id: "ruth",
        name: "Ruth",
        email: "ruth@test.example",
        roles: new Set([role]),
        payers: new Set([payer]),
        sessionId: "session",
      },
      payer,
      account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
      correlationId: randomUUID(),
      now: Date.now,
      freshForMs: 86_400_000,
      wake: () => undefined,
    }),
    startWorker(data = "data") {
      const worker = startWorkerProcess(url, simulator.port, join(folder, data));
      workers.push(worker);
      return worker;
    },
    killAll: async () => void (await Promise.all(workers.splice(0).map((worker) => worker.kill()))),
    async prepared() {
      const minted = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
      const id = parseRelationId(minted.relationId);
      if (!id) throw new Error(`not a relation id: ${minted.relationId}`);
      const worker = desk.startWorker();
      await until(async () => (await desk.readBeganAt(id)) !== null, "the first sweep");
      await worker.kill();
      await database.transaction(async (tx) => {
        await setAccountSwitch(tx, payer, "writes_on", true);
        const person = { id: "ruth", email: "ruth@test.example", name: "Ruth", passwordHash: "" };
        await insertPerson(tx, { ...person, roles: ["requester"], at: instant(Date.now()) });
      });
      return id;
    },
    async apply(id) {
      const draft = await setWanted(desk.as("requester"), { relationId: id, code, wanted: true });
      if (!draft) throw new Error("nothing to change");
      const input = { changeSetId: draft.id, planHash: draft.hash, reason: "agreed" };
      return (await applyChangeSet(desk.as("requester"), input)).changeSetId;
    },
    receipt: async (changeSetId) => (await changeSetView(desk.as("requester"), { changeSetId })).receipts[0],
    outcome: async (changeSetId) => (await desk.receipt(changeSetId))?.outcome ?? null,
    async readBeganAt(id) {
      const found = database.read.selectFrom("relation").select("read_began_at").where("relation_id", "=", id);
      return (await found.executeTakeFirst())?.read_began_at ?? null;
    },
    noted: (data = "data") =>
      until(async () => {
        const file = await readMarkFile(join(folder, data));
        return file?.hash === (await auditHead(database.read)).hash;
      }, `${data} knows the log to its end`),
    writes: async (id) => (await simulator.calls(id)).filter((call) => call !== "read"),
    paused: async () => (await accountRow(database.read, payer))?.paused === 1,
    restores: async () =>
      (await auditRowsAfter(database.read, 0, 10_000))
        .filter(({ entry }) => entry.action === "desk.restored")
        .map(({ entry }): unknown => JSON.parse(entry.detail)),
  };
  return desk;
}
