import { setTimeout as sleep } from "node:timers/promises";
import { configuredAccount } from "@/lib/bss/configured-account";
import { callerIdentityOf, type WireSettings } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { onSignal } from "@/lib/db/signal";
import type { Uid } from "@/lib/domain/ids";
import type { Env } from "@/lib/env";
import type { AccountSettings } from "@/lib/env/account-settings";
import { enrolAccounts } from "@/lib/services/settings/enrol-accounts";
import type { Logger } from "@/lib/telemetry/logger";
import { failureOf } from "@/lib/worker/read-failure";
import { applyRuleTwelve, type HighWater } from "@/lib/worker/restored-watch";
import { type AccountTerms, runAccount } from "@/lib/worker/run-account";
import { type NoticeTerms, runNotices } from "@/lib/worker/run-notices";

interface WorkerTerms {
  readonly database: Database;
  readonly env: Env;
  readonly logger: Logger;
  /** Absent: this worker tells nobody of anything. */
  readonly notices?: NoticeTerms;
}

/** A worker that runs until stopped. */
export interface Worker {
  /** As `stop`, and waits for nothing but the leases: once they are given back another process may lead at once. */
  release(): Promise<void>;
  /** Ends it: nothing new is begun, and what is under way is left for whoever leads next. */
  stop(): Promise<void>;
}

const askAgainMs = 30_000;

/** An account with its wire; `null` where its settings are wrong, which is its own matter. */
function withWire({ env, logger }: WorkerTerms, account: AccountSettings, mayWrite: () => Promise<boolean>) {
  try {
    const { callTimeoutMs, concurrency } = env;
    const wire: WireSettings = { ...configuredAccount(account), callTimeoutMs, concurrency, mayWrite };
    return { account, wire };
  } catch (error) {
    logger.fatal({ err: error, account: account.uid }, "the account's settings are wrong");
    return null;
  }
}

/** The configured account, or the one that the keys belong to; waits for an answer until there is one. */
async function findPayer(
  { logger }: WorkerTerms,
  { account, wire }: { readonly account: AccountSettings; readonly wire: WireSettings },
  abort: AbortSignal,
): Promise<Uid | null> {
  if (account.uid) return account.uid;
  while (!abort.aborted) {
    const answer = await callerIdentityOf(wire, { priority: "person", signal: abort });
    if (answer.kind === "accepted") return answer.value.accountId;
    logger.error({ problem: failureOf(answer) }, "whose keys these are is not known yet");
    await sleep(askAgainMs, undefined, { signal: abort }).catch(() => undefined);
  }
  return null;
}

/** Notes in the database which accounts there are; tried until the database takes it. */
async function enrol({ database, env, logger }: WorkerTerms, found: readonly AccountTerms[], abort: AbortSignal) {
  const accounts = found.map(({ payer, account, wire }) => ({
    uid: payer,
    site: account.site,
    endpoint: wire.endpoint.host,
  }));
  // One that cannot be used now, by its settings, is configured all the same.
  const configured = env.accounts.flatMap(({ uid }) => uid ?? []);
  while (!abort.aborted) {
    try {
      return await enrolAccounts(database, accounts, configured);
    } catch (error) {
      logger.error({ err: error }, "the accounts could not be noted");
      await sleep(1_000, undefined, { signal: abort }).catch(() => undefined);
    }
  }
}

async function run(terms: WorkerTerms, leases: Set<Promise<void>>, abort: AbortSignal): Promise<void> {
  const highWater = await applyRuleTwelve({ ...terms, now: Date.now }, abort);
  if (!highWater) return;
  const { notices } = terms;
  await Promise.all([
    runAccounts(terms, highWater, leases, abort),
    notices && runNotices({ ...terms, ...notices, leases }, abort),
  ]);
}

async function runAccounts(
  terms: WorkerTerms,
  highWater: HighWater,
  leases: Set<Promise<void>>,
  abort: AbortSignal,
): Promise<void> {
  const usable = terms.env.accounts.flatMap((account) => withWire(terms, account, highWater.raise) ?? []);
  const found: AccountTerms[] = [];
  for (const one of usable) {
    const payer = await findPayer(terms, one, abort);
    if (payer) found.push({ ...terms, ...one, leases, payer, logger: terms.logger.child({ account: payer }) });
  }
  if (found.length === 0) return;
  await enrol(terms, found, abort);
  await Promise.all([highWater.watch(abort), ...found.map((one) => runAccount(one, abort))]);
}

/** Starts the worker of this process, for each account of its own: lease, executor and sweep. Returns at once. */
export function startWorker(terms: WorkerTerms): Worker {
  const stopping = new AbortController();
  const stopListening = onSignal("shutdown", () => stopping.abort());
  const leases = new Set<Promise<void>>();
  const running = run(terms, leases, stopping.signal).catch((error: unknown) =>
    terms.logger.fatal({ err: error }, "the worker ended"),
  );
  return {
    async release() {
      stopping.abort();
      await Promise.allSettled(leases);
    },
    async stop() {
      stopListening();
      stopping.abort();
      await running;
    },
  };
}
