import { randomUUID } from "node:crypto";
import { createGateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { ensureAccount, setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { accountGeneration } from "@/lib/db/queries/sweeps";
import { raise, waitForSignal } from "@/lib/db/signal";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { everyMember, type Role } from "@/lib/domain/policy";
import { relationStates } from "@/lib/domain/relation-state";
import type { AccountOperationView } from "@/lib/domain/views/account-operation";
import { accountOperationView } from "@/lib/services/account-operations/account-operation-view";
import type { Context } from "@/lib/services/context";
import { createLogger } from "@/lib/telemetry/logger";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { runAccountExecutor } from "@/lib/worker/account-operations/account-executor";
import { takeOverAccounts } from "@/lib/worker/account-operations/take-over-accounts";
import { createLeader } from "@/lib/worker/leader";
import { askPermissions } from "@/lib/worker/read-relation";
import { serveRecordLooks } from "@/lib/worker/record-looks";
import { recordRelationPage } from "@/lib/worker/record-page";
import { recordPermissionRead } from "@/lib/worker/record-read";
import type { SimulatorProcess } from "@/lib/worker/testing/simulator-process";
import { relationId as parsedRelationId, uid } from "@/lib/worker/testing/temp-desk";

const shortSettings = { readBackMs: 400, settleMs: 1_000, memberRecheckMs: 50, visibilityLagMs: 50 };

/** A database, the real gateway and an executor of account operations that can be cut off and started again. */
export interface AccountDesk {
  readonly database: Database;
  readonly payer: Uid;
  as(role: Role): Context;
  /** Lists everything once, and reads these relations, as a sweep would. */
  sweep(...relationIds: readonly string[]): Promise<void>;
  view(operationId: string): Promise<AccountOperationView>;
  /** Waits until an operation looks as asked, at most ten seconds. */
  until(operationId: string, looks: (view: AccountOperationView) => boolean): Promise<AccountOperationView>;
  start(): void;
  /** Ends the executor at once, as a kill would: what was under way stays as it is on disk. */
  cutOff(): Promise<void>;
  /** The log's actions, oldest first, with everything in them as text. */
  log(): Promise<readonly { readonly action: string; readonly text: string }[]>;
  close(): Promise<void>;
}

/** `member`: the desk of a member's own account instead of the payer's. */
export async function openAccountDesk(
  simulator: SimulatorProcess,
  { member, port = simulator.port }: { readonly member?: string; readonly port?: number } = {},
): Promise<AccountDesk> {
  const { database, close } = await openFreshDatabase();
  const payer = uid(member ?? simulator.payerUid);
  const at = () => instant(Date.now());
  await database.transaction(async (tx) => {
    await ensureAccount(tx, { uid: payer, site: "cn", endpoint: `127.0.0.1:${port}`, at: at() });
    await setAccountSwitch(tx, payer, "writes_on", true);
    const person = { id: "ruth", email: "requester@test.example", name: "Ruth Requester", passwordHash: "" };
    await insertPerson(tx, { ...person, roles: ["requester"], at: at() });
  });
  const endpoint = { protocol: "http", host: `127.0.0.1:${port}` } as const;
  const accessKeyId = member ? `member-${member}` : "demo-payer";
  const gateway = createGateway({
    payer,
    endpoint,
    stsEndpoint: endpoint,
    credentials: { kind: "key", accessKeyId, accessKeySecret: "demo-secret" },
    callTimeoutMs: 3_000,
    ratePerSecond: 10_000,
    concurrency: 16,
  });
  const logger = createLogger("silent");
  const cancelConfirmCode = "master_cancel";
  const contextFor = (abort: AbortSignal): AccountContext => ({
    database,
    gateway,
    payer,
    leader: createLeader({ name: `worker:${payer}`, database, logger, leaseMs: 10_000, callTimeoutMs: 3_000 }),
    logger,
    now: Date.now,
    settings: shortSettings,
    abort,
    cancelConfirmCode,
  });
  let running: { readonly stop: AbortController; readonly done: Promise<unknown> } | null = null;
  const as = (role: Role): Context => ({
    database,
    actor: {
      id: "ruth",
      name: "Ruth Requester",
      email: "requester@test.example",
      roles: new Set([role]),
      payers: new Set([payer]),
      scope: everyMember,
      sessionId: "session",
    },
    payer,
    account: { name: null, ratePerSecond: null, cancelConfirmCode, retired: false },
    correlationId: randomUUID(),
    now: Date.now,
    freshForMs: 86_400_000,
    wake: () => raise("wake"),
  });

  async function read(relationId: RelationId): Promise<void> {
    const context = contextFor(new AbortController().signal);
    const { answer, generation } = await askPermissions(context, { relationId }, true);
    if (answer.kind !== "accepted") throw new Error(`the read was ${answer.kind}`);
    const read = { relationId, answer: answer.value, evidence: answer.evidence, generation };
    await database.transaction((tx) =>
      recordPermissionRead(tx, payer, { ...read, cause: "sweep", operationId: null }, shortSettings),
    );
  }

  const desk: AccountDesk = {
    database,
    payer,
    as,
    async sweep(...relationIds) {
      const generation = await accountGeneration(database.read, payer);
      const query = { pageNum: 1, pageSize: 100, states: relationStates };
      const answer = await gateway.queryRelationList(query, { priority: "sweep" });
      if (answer.kind !== "accepted") throw new Error(`the list was ${answer.kind}`);
      const { beganAt } = answer.evidence;
      const page = { rows: answer.value.rows, beganAt, generation, sweepId: randomUUID(), populationKnown: true };
      await database.transaction((tx) => recordRelationPage(tx, payer, page));
      for (const relationId of relationIds) await read(parsedRelationId(relationId));
    },
    view: (operationId) => accountOperationView(as("requester"), { operationId }),
    async until(operationId, looks) {
      for (const end = Date.now() + 10_000; ; await waitForSignal("changed", 25)) {
        const view = await desk.view(operationId);
        if (looks(view)) return view;
        if (Date.now() > end) throw new Error(`still ${JSON.stringify(view)}`);
      }
    },
    start() {
      const stop = new AbortController();
      const context = contextFor(stop.signal);
      const leading = context.leader.run(stop.signal, (epoch) => takeOverAccounts(context, epoch));
      const isLeader = () => context.leader.epoch() !== null;
      const loops = [leading, runAccountExecutor(context), serveRecordLooks({ ...context, isLeader })];
      running = { stop, done: Promise.all(loops) };
    },
    async cutOff() {
      running?.stop.abort();
      await running?.done;
      running = null;
    },
    log: async () =>
      (await auditRowsAfter(database.read, 0, 10_000)).map(({ entry }) => ({
        action: entry.action,
        text: JSON.stringify(entry),
      })),
    async close() {
      await desk.cutOff();
      await close();
    },
  };
  return desk;
}
