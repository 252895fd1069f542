import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { checkPayer } from "@/lib/bss/check-payer";
import { createGateway, type Gateway, type WireSettings } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { setAccountProblem } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import type { Uid } from "@/lib/domain/ids";
import type { Env } from "@/lib/env";
import type { AccountSettings } from "@/lib/env/account-settings";
import type { Logger } from "@/lib/telemetry/logger";
import { observeCall, watchAccount } from "@/lib/telemetry/metrics";
import { runAccountExecutor } from "@/lib/worker/account-operations/account-executor";
import { takeOverAccounts } from "@/lib/worker/account-operations/take-over-accounts";
import { capabilityKeeper } from "@/lib/worker/capability-keeper";
import { runExecutor } from "@/lib/worker/executor";
import { lapseWaitingApprovals } from "@/lib/worker/lapse-waiting-approvals";
import { createLeader } from "@/lib/worker/leader";
import { failureOf, type ReadFailure } from "@/lib/worker/read-failure";
import { serveRecordLooks } from "@/lib/worker/record-looks";
import { runReversals } from "@/lib/worker/run-reversals";
import { startSweeper } from "@/lib/worker/sweeper";
import { takeOver } from "@/lib/worker/take-over";

export interface AccountTerms {
  readonly database: Database;
  readonly env: Env;
  readonly logger: Logger;
  readonly account: AccountSettings;
  readonly payer: Uid;
  readonly wire: WireSettings;
  /** Holds the promise of each lease that is held; it ends when the lease is given back. */
  readonly leases: Set<Promise<void>>;
}

const askAgainMs = 30_000;
const beginAgainMs = 5_000;

/** Waits until the keys are known to be the account's: nothing is read or sent with another's. */
async function awaitOwnKeys(terms: AccountTerms, gateway: Gateway, abort: AbortSignal): Promise<boolean> {
  const { database, logger, payer } = terms;
  while (!abort.aborted) {
    const check = await checkPayer(gateway, payer, abort);
    if (abort.aborted) return false;
    const problem: ReadFailure | null =
      check.kind === "ok"
        ? null
        : check.kind === "mismatch"
          ? { code: "other_account", requestId: null }
          : failureOf(check.answer);
    await database.transaction((tx) => setAccountProblem(tx, payer, problem));
    raise("changed");
    if (!problem) return true;
    logger.error({ problem }, "the account cannot be used");
    await sleep(askAgainMs, undefined, { signal: abort }).catch(() => undefined);
  }
  return false;
}

/** The lease, the executors and the sweep of one account; ends all of them when one ends, whatever the reason. */
async function runOnce(terms: AccountTerms, stop: AbortSignal): Promise<void> {
  const { database, env, logger, payer, account, leases } = terms;
  const ended = new AbortController();
  const abort = ended.signal;
  // Each call under way listens, as many as are open at once: no leak, so no warning.
  setMaxListeners(0, abort);
  const end = () => ended.abort();
  stop.addEventListener("abort", end, { once: true });
  const keepCapability = capabilityKeeper({ database, logger, payer, now: Date.now });
  const gateway = createGateway({
    ...terms.wire,
    payer,
    onAnswer: (call) => {
      observeCall(payer, call);
      keepCapability(call);
    },
  });
  if (!(await awaitOwnKeys(terms, gateway, abort))) return;

  const { leaseMs, callTimeoutMs } = env;
  const leader = createLeader({ name: `worker:${payer}`, database, logger, leaseMs, callTimeoutMs });
  const { cancelConfirmCode } = account;
  const context = { database, gateway, payer, leader, logger, now: Date.now, settings: env, cancelConfirmCode, abort };
  const isLeader = () => leader.epoch() !== null;
  const onLead = async (epoch: number) => {
    await takeOver(context, epoch);
    await takeOverAccounts(context, epoch);
  };
  const unwatch = watchAccount(payer, { load: gateway.load, isLeader });
  const lease = leader.run(abort, onLead).finally(() => leases.delete(lease));
  leases.add(lease);
  const loops = [
    lease,
    runExecutor(context),
    runAccountExecutor(context),
    startSweeper({ ...context, env, isLeader }),
    serveRecordLooks({ ...context, isLeader }),
    lapseWaitingApprovals({ ...context, isLeader }),
    runReversals({ ...context, freshForMs: env.freshForMs, isLeader }),
  ];
  const all = await Promise.allSettled(loops.map((loop) => loop.finally(() => ended.abort())));
  stop.removeEventListener("abort", end);
  unwatch();
  for (const loop of all) if (loop.status === "rejected") throw loop.reason;
}

/**
 * Works on one account until aborted. What goes wrong stays with this account: it is logged, and begun again. Ends
 * once nothing of it runs any more; its lease is given back before that.
 */
export async function runAccount(terms: AccountTerms, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await runOnce(terms, stop).catch((error: unknown) =>
      terms.logger.error({ err: error }, "the account's worker ended and is begun again"),
    );
    if (!stop.aborted) await sleep(beginAgainMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
