import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { accountRow, setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { instant, parseRelationId, parseUid, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { everyMember, type Role } from "@/lib/domain/policy";
import type { ReceiptView } from "@/lib/domain/views/change-set";
import { readEnv } from "@/lib/env";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { createLogger } from "@/lib/telemetry/logger";
import { readMarkFile } from "@/lib/worker/restored-mark";
import { startWorker, type Worker } from "@/lib/worker/start";
import type { SimulatorProcess } from "@/lib/worker/testing/simulator-process";

/** The one permission that these desks add. */
export const code: PermissionCode = "FORBID_WITHDRAW_CASH";

const patienceMs = 60_000;

/** Short, with room for a busy machine between a call and the end of a lease. */
const settings = {
  LINKBOOK_LEASE: "4s",
  LINKBOOK_CALL_TIMEOUT: "3s",
  LINKBOOK_READ_BACK: "500ms",
  LINKBOOK_SETTLE: "5s",
  LINKBOOK_VISIBILITY_LAG: "50ms",
  LINKBOOK_MEMBER_RECHECK: "100ms",
  LINKBOOK_LIST_EVERY: "1h",
  LINKBOOK_RATE: "1000",
};

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
}

/** A database on which whole workers, as `npm start` runs them, begin and end at will, each with a handle of its own. */
export interface WorkerDesk {
  as(role: Role): Context;
  /** `data`: the folder, within the desk's, where this process keeps what it knows; each machine has its own. */
  startWorker(data?: string): Pick<Worker, "stop">;
  stopAll(): Promise<void>;
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

export function workerDesk(
  simulator: SimulatorProcess,
  at: { readonly database: Database; readonly url: string; readonly folder: string },
): WorkerDesk {
  const { database, url, folder } = at;
  const payer = parseUid(simulator.payerUid);
  if (!payer) throw new Error("the simulator has no payer");
  const workers: Pick<Worker, "stop">[] = [];
  vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "demo-payer");
  vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "demo-secret");
  const desk: WorkerDesk = {
    as: (role) => ({
      database,
      actor: {
        id: "ruth",
        name: "Ruth",
        email: "ruth@test.example",
        roles: new Set([role]),
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
    }),
    startWorker(data = "data") {
      const endpoint = `http://127.0.0.1:${simulator.port}`;
      const places = { LINKBOOK_DATA: join(folder, data), DATABASE_URL: url };
      const env = readEnv({ ...settings, ...places, LINKBOOK_ENDPOINT: endpoint, LINKBOOK_STS_ENDPOINT: endpoint });
      const own = openDatabase(url);
      const worker = startWorker({ database: own, env, logger: createLogger("silent") });
      let ended: Promise<void> | null = null;
      const stop = () => {
        ended ??= worker.stop().then(() => own.close());
        return ended;
      };
      workers.push({ stop });
      return { stop };
    },
    stopAll: async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))),
    async prepared() {
      const minted = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
      const id = parseRelationId(minted.relationId);
      if (!id) throw new Error(`not a relation id: ${minted.relationId}`);
      const worker = desk.startWorker();
      await until(async () => (await desk.readBeganAt(id)) !== null, "the first sweep");
      await worker.stop();
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
