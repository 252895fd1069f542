import { createGateway, type Gateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import type { Schema } from "@/lib/db/schema";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { instant, type Uid } from "@/lib/domain/ids";
import { createLogger } from "@/lib/telemetry/logger";
import { runSweep, type SweepEnd } from "@/lib/worker/sweeper-run";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import type { SimulatorProcess } from "@/lib/worker/testing/simulator-process";
import { uid } from "@/lib/worker/testing/temp-desk";

/** A database of its own, and what a sweep of one account needs. */
export interface SweepDesk {
  readonly database: Database;
  readonly payer: Uid;
  terms(more?: Partial<SweeperTerms>): SweeperTerms;
  sweep(more?: Partial<SweeperTerms>): Promise<SweepEnd>;
  relations(): Promise<readonly Schema["relation"][]>;
  permissions(): Promise<readonly Schema["permission"][]>;
  drift(): Promise<readonly Schema["drift"][]>;
  /** The oldest first. */
  sweeps(): Promise<readonly Schema["sweep"][]>;
  account(): Promise<Schema["account"]>;
  close(): Promise<void>;
}

export const sweepSettings = {
  listEveryMs: 900_000,
  permissionsEveryMs: 21_600_000,
  visibilityLagMs: 10_000,
  concurrency: 8,
};

/** Sweeps what the simulator shows, or what a scripted upstream answers. */
export async function openSweepDesk(
  upstream: SimulatorProcess | { readonly payerUid: string; readonly gateway: SweeperTerms["gateway"] },
): Promise<SweepDesk> {
  const { database, close } = await openFreshDatabase();
  const payer = uid(upstream.payerUid);
  await database.transaction((tx) =>
    ensureAccount(tx, { uid: payer, site: "cn", endpoint: "127.0.0.1", at: instant(Date.now()) }),
  );
  const gateway = "gateway" in upstream ? upstream.gateway : gatewayTo(upstream, 10_000);
  const terms = (more: Partial<SweeperTerms> = {}): SweeperTerms => ({
    database,
    gateway,
    payer,
    env: sweepSettings,
    logger: createLogger("silent"),
    isLeader: () => true,
    now: Date.now,
    abort: new AbortController().signal,
    ...more,
  });
  return {
    database,
    payer,
    terms,
    sweep: (more) => runSweep(terms(more), "start"),
    relations: () => database.read.selectFrom("relation").selectAll().execute(),
    permissions: () => database.read.selectFrom("permission").selectAll().execute(),
    drift: () => database.read.selectFrom("drift").selectAll().orderBy("found_at").execute(),
    sweeps: () => database.read.selectFrom("sweep").selectAll().orderBy("started_at").execute(),
    account: () => database.read.selectFrom("account").selectAll().executeTakeFirstOrThrow(),
    close,
  };
}

/** The real gateway to a simulator, at so many calls a second. */
export function gatewayTo({ port, payerUid }: SimulatorProcess, ratePerSecond: number): Gateway {
  const endpoint = { protocol: "http", host: `127.0.0.1:${port}` } as const;
  return createGateway({
    payer: uid(payerUid),
    endpoint,
    stsEndpoint: endpoint,
    credentials: { kind: "key", accessKeyId: "demo-payer", accessKeySecret: "demo-secret" },
    callTimeoutMs: 5_000,
    ratePerSecond,
    concurrency: 16,
  });
}
