import { randomUUID } from "node:crypto";
import { createGateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { ensureAccount, setAccountSwitch } from "@/lib/db/queries/accounts";
import { raise, waitForSignal } from "@/lib/db/signal";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { relationRow } from "@/lib/db/testing/relation-row";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { everyMember, type Role } from "@/lib/domain/policy";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { createLogger } from "@/lib/telemetry/logger";
import { runExecutor } from "@/lib/worker/executor";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { createLeader } from "@/lib/worker/leader";
import { askPermissions } from "@/lib/worker/read-relation";
import { recordPermissionRead } from "@/lib/worker/record-read";
import { takeOver } from "@/lib/worker/take-over";
import type { SimulatorProcess } from "@/lib/worker/testing/simulator-process";
import { relationId as parsedRelationId, uid } from "@/lib/worker/testing/temp-desk";

const shortSettings = { readBackMs: 500, settleMs: 1_500, memberRecheckMs: 100, visibilityLagMs: 50 };

/** A database, the real gateway and an executor that can be cut off and started again. */
export interface ExecutorDesk {
  readonly database: Database;
  as(role: Role): Context;
  /** A new relation upstream, listed and read once here. */
  relation(wanted?: Readonly<Record<string, unknown>>): Promise<RelationId>;
  /** Reads a relation as the sweep would. */
  sweep(relationId: RelationId): Promise<void>;
  /** Ticks, reviews and applies as the requester; gives the change set's id. */
  change(
    relationId: RelationId,
    wanted: Partial<Record<PermissionCode, boolean>>,
    end?: { readonly until: Instant },
  ): Promise<string>;
  view(changeSetId: string): Promise<ChangeSetView>;
  /** Waits until the change set looks as asked, at most ten seconds. */
  until(changeSetId: string, looks: (view: ChangeSetView) => boolean): Promise<ChangeSetView>;
  startExecutor(): void;
  /** Ends the executor at once, as a kill would: what was under way stays as it is on disk. */
  cutOff(): Promise<void>;
  setSwitch(name: "writes_on" | "paused", on: boolean): Promise<void>;
  close(): Promise<void>;
}

type ExecutorDeskOptions = Partial<typeof shortSettings> & {
  readonly port?: number;
  /** Opens the database; by itself one of this run's engine. */
  readonly open?: () => Promise<{ readonly database: Database; close(): Promise<void> }>;
};

export async function openExecutorDesk(
  simulator: SimulatorProcess,
  { port = simulator.port, open = openFreshDatabase, ...more }: ExecutorDeskOptions = {},
): Promise<ExecutorDesk> {
  const settings = { ...shortSettings, ...more };
  const { database, close } = await open();
  const payer = uid(simulator.payerUid);
  const personId = randomUUID();
  await database.transaction(async (tx) => {
    await ensureAccount(tx, { uid: payer, site: "cn", endpoint: `127.0.0.1:${port}`, at: instant(Date.now()) });
    await setAccountSwitch(tx, payer, "writes_on", true);
    await tx
      .insertInto("person")
      .values({
        id: personId,
        email: "requester@test.example",
        name: "Ruth Requester",
        password_hash: null,
        created_at: instant(Date.now()),
        disabled_at: null,
        language: null,
        version: 0,
      })
      .execute();
  });
  const endpoint = { protocol: "http", host: `127.0.0.1:${port}` } as const;
  const gateway = createGateway({
    payer,
    endpoint,
    stsEndpoint: endpoint,
    credentials: { kind: "key", accessKeyId: "demo-payer", accessKeySecret: "demo-secret" },
    callTimeoutMs: 5_000,
    ratePerSecond: 10_000,
    concurrency: 16,
  });
  const logger = createLogger("silent");
  let running: { readonly stop: AbortController; readonly done: Promise<unknown> } | null = null;
  const contextFor = (abort: AbortSignal): ExecutorContext => ({
    database,
    gateway,
    payer,
    leader: createLeader({ name: `worker:${payer}`, database, logger, leaseMs: 10_000, callTimeoutMs: 5_000 }),
    logger,
    now: Date.now,
    settings,
    abort,
  });
  const as = (role: Role): Context => ({
    database,
    actor: {
      id: personId,
      name: "Ruth Requester",
      email: "requester@test.example",
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
    wake: () => raise("wake"),
  });

  async function sweep(relationId: RelationId): Promise<void> {
    const context = contextFor(new AbortController().signal);
    const { answer, generation } = await askPermissions(context, { relationId }, true);
    if (answer.kind !== "accepted") throw new Error(`the read was ${answer.kind}`);
    await database.transaction((tx) =>
      recordPermissionRead(
        tx,
        payer,
        { relationId, answer: answer.value, evidence: answer.evidence, generation, cause: "sweep", operationId: null },
        settings,
      ),
    );
  }

  const desk: ExecutorDesk = {
    database,
    as,
    sweep,
    async relation(wanted = {}) {
      const { relationId, memberUid } = await simulator.mint({
        type: "FinancialManagement",
        state: "RELATED",
        ...wanted,
      });
      const id = parsedRelationId(relationId);
      const at = instant(Date.now());
      await database.transaction((tx) =>
        tx
          .insertInto("relation")
          .values(relationRow(payer, { relation_id: id, account_id: memberUid, state_began_at: at, listed_at: at }))
          .execute(),
      );
      await sweep(id);
      return id;
    },
    async change(relationId, wanted, end) {
      const context = as("requester");
      let draft = null;
      for (const [code, want] of Object.entries(wanted))
        draft = await setWanted(context, { relationId, code: code as PermissionCode, wanted: want });
      if (!draft) throw new Error("nothing to change");
      const { changeSetId } = await applyChangeSet(context, {
        changeSetId: draft.id,
        planHash: draft.hash,
        reason: "agreed with the member",
        ...end,
      });
      return changeSetId;
    },
    view: (changeSetId) => changeSetView(as("viewer"), { changeSetId }),
    async until(changeSetId, looks) {
      for (const end = Date.now() + 10_000; ; await waitForSignal("changed", 25)) {
        const view = await desk.view(changeSetId);
        if (looks(view)) return view;
        if (Date.now() > end) throw new Error(`still ${JSON.stringify(view.totals)}: ${JSON.stringify(view.receipts)}`);
      }
    },
    startExecutor() {
      const stop = new AbortController();
      const context = contextFor(stop.signal);
      const leading = context.leader.run(stop.signal, (epoch) => takeOver(context, epoch));
      running = { stop, done: Promise.all([leading, runExecutor(context)]) };
    },
    async cutOff() {
      running?.stop.abort();
      await running?.done;
      running = null;
    },
    setSwitch: (name, on) => database.transaction(async (tx) => void (await setAccountSwitch(tx, payer, name, on))),
    async close() {
      await desk.cutOff();
      await close();
    },
  };
  return desk;
}
