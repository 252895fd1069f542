import { setTimeout as sleep } from "node:timers/promises";
import { checkPayer } from "@/lib/bss/check-payer";
import { configuredEndpoints } from "@/lib/bss/configured-endpoints";
import { callerIdentityOf, createGateway, type Gateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { onSignal, raise } from "@/lib/db/signal";
import { instant, type Uid } from "@/lib/domain/ids";
import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/telemetry/logger";
import { runExecutor } from "@/lib/worker/executor";
import { createLeader } from "@/lib/worker/leader";
import { failureOf, type ReadFailure } from "@/lib/worker/read-failure";
import { startSweeper } from "@/lib/worker/sweeper";
import { takeOver } from "@/lib/worker/take-over";

interface WorkerTerms {
  readonly database: Database;
  readonly env: Env;
  readonly logger: Logger;
}

/** A worker that runs until stopped. */
export interface Worker {
  /** Ends it: nothing new is begun, and what is under way is left for whoever leads next. */
  stop(): Promise<void>;
}

const askAgainMs = 30_000;

/** Notes why the account cannot be used, or that it can. */
async function noteProblem(database: Database, payer: Uid, problem: ReadFailure | null): Promise<void> {
  await database.transaction((tx) =>
    tx
      .updateTable("account")
      .set({ problem: problem ? JSON.stringify(problem) : null })
      .where("uid", "=", payer)
      .execute(),
  );
  raise("changed");
}

/** The configured account, or the one that the keys belong to; waits for an answer until there is one. */
async function findPayer(
  { env, logger }: WorkerTerms,
  wire: Parameters<typeof callerIdentityOf>[0],
  abort: AbortSignal,
): Promise<Uid | null> {
  if (env.accountUid) return env.accountUid;
  while (!abort.aborted) {
    const answer = await callerIdentityOf(wire, { priority: "person", signal: abort });
    if (answer.kind === "accepted") return answer.value.accountId;
    logger.error({ problem: failureOf(answer) }, "whose keys these are is not known yet");
    await sleep(askAgainMs, undefined, { signal: abort }).catch(() => undefined);
  }
  return null;
}

/** Waits until the keys are known to be the account's: nothing is read or sent with another's. */
async function awaitOwnKeys(
  { database, logger }: WorkerTerms,
  gateway: Gateway,
  payer: Uid,
  abort: AbortSignal,
): Promise<boolean> {
  while (!abort.aborted) {
    const check = await checkPayer(gateway, payer);
    const problem: ReadFailure | null =
      check.kind === "ok"
        ? null
        : check.kind === "mismatch"
          ? { code: "other_account", requestId: null }
          : failureOf(check.answer);
    await noteProblem(database, payer, problem);
    if (!problem) return true;
    logger.error({ problem }, "the account cannot be used");
    await sleep(askAgainMs, undefined, { signal: abort }).catch(() => undefined);
  }
  return false;
}

async function run(terms: WorkerTerms, abort: AbortSignal): Promise<void> {
  const { database, env, logger } = terms;
  const { endpoint, stsEndpoint } = configuredEndpoints(env);
  const wire = {
    endpoint,
    stsEndpoint,
    credentials: { kind: "chain" } as const,
    callTimeoutMs: env.callTimeoutMs,
    ratePerSecond: env.ratePerSecond,
    concurrency: env.concurrency,
  };
  const payer = await findPayer(terms, wire, abort);
  if (!payer) return;
  await database.transaction((tx) =>
    ensureAccount(tx, { uid: payer, site: env.site, endpoint: endpoint.host, at: instant(Date.now()) }),
  );
  const gateway = createGateway({ ...wire, payer });
  if (!(await awaitOwnKeys(terms, gateway, payer, abort))) return;

  const leader = createLeader({ database, logger, leaseMs: env.leaseMs, callTimeoutMs: env.callTimeoutMs });
  const context = { database, gateway, payer, leader, logger, now: Date.now, settings: env, abort };
  await Promise.all([
    leader.run(abort, (epoch) => takeOver(context, epoch)),
    runExecutor(context),
    startSweeper({ ...context, env, isLeader: () => leader.epoch() !== null }),
  ]);
}

/** Starts the worker of this process: the leader's lease, the executor and the sweep. Returns at once. */
export function startWorker(terms: WorkerTerms): Worker {
  const stopping = new AbortController();
  const stopListening = onSignal("shutdown", () => stopping.abort());
  const running = run(terms, stopping.signal).catch((error: unknown) =>
    terms.logger.fatal({ err: error }, "the worker ended"),
  );
  return {
    async stop() {
      stopListening();
      stopping.abort();
      await running;
    },
  };
}
