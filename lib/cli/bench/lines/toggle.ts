import { contextOf } from "@/lib/cli/bench/context";
import { percentile, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { callTimeoutMs, gatewayTo, openDesk, sweep } from "@/lib/cli/bench/population";
import { startSimulator } from "@/lib/cli/bench/simulator";
import { threeCalls } from "@/lib/cli/bench/upstream-time";
import { waitForSignal } from "@/lib/db/signal";
import type { RelationId } from "@/lib/domain/ids";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { createLogger } from "@/lib/telemetry/logger";
import { runExecutor } from "@/lib/worker/executor";
import { createLeader } from "@/lib/worker/leader";
import { takeOver } from "@/lib/worker/take-over";

/** As long as a call may well take, so that what the desk does beside it counts only where nothing else waits. */
export const upstreamLatencyMs = 30;
export const toggleBudgetMs = 150;

/** Applies one change and gives the milliseconds until it is verified. Throws when it ends otherwise. */
async function toggle(context: Context, relationId: RelationId): Promise<number> {
  const draft = await setWanted(context, { relationId, code: "FORBID_WITHDRAW_CASH", wanted: true });
  if (!draft) throw new Error("nothing to change");
  const began = performance.now();
  const { changeSetId } = await applyChangeSet(context, {
    changeSetId: draft.id,
    planHash: draft.hash,
    reason: "measured",
  });
  for (;;) {
    const { receipts } = await changeSetView(context, { changeSetId });
    const outcome = receipts[0]?.outcome;
    if (outcome === "verified") return performance.now() - began;
    if (outcome) throw new Error(`the change ended as ${outcome}`);
    await waitForSignal("changed", 250);
  }
}

/** One permission, from the apply verb to the verified receipt, in one process. */
export const toggleLine: Line = async function* ({ engine, sizes, databases, say }) {
  const simulator = await startSimulator(12, { latencyMs: upstreamLatencyMs });
  const relations = [];
  // Two for warm code.
  for (let count = sizes.toggles + 2; count > 0; count -= 1) relations.push((await simulator.mint()).relationId);
  const { payer } = simulator;
  const database = await openDesk(await databases.make(engine), payer);
  const gateway = gatewayTo(simulator, Number.POSITIVE_INFINITY);
  await sweep(database, payer, gateway);
  say(`toggling ${sizes.toggles} permissions on ${engine}`);

  const stop = new AbortController();
  const logger = createLogger("error");
  const leader = createLeader({ name: `worker:${payer}`, database, logger, leaseMs: 15_000, callTimeoutMs });
  const settings = { readBackMs: 60_000, settleMs: 1_200_000, memberRecheckMs: 600_000, visibilityLagMs: 10_000 };
  const terms = { database, gateway, payer, leader, logger, now: Date.now, settings, abort: stop.signal };
  const loops = [leader.run(stop.signal, (epoch) => takeOver(terms, epoch)), runExecutor(terms)];
  const over: number[] = [];
  for (const relationId of relations) {
    const since = simulator.lastSeq();
    const took = await toggle(contextOf(database, payer), relationId);
    over.push(took - threeCalls(simulator, relationId, since));
  }
  stop.abort();
  await Promise.all(loops);
  await database.close();
  await simulator.close();
  const counted = over.slice(2);
  yield {
    line: "toggle",
    engine,
    what: "service: apply to verified, over its three calls, p95",
    unit: "ms",
    measured: percentile(counted, 95),
    limit: toggleBudgetMs,
    wanted: "at most",
    note: `median ${short(percentile(counted, 50))}, longest ${short(Math.max(...counted))} of ${counted.length}`,
  };
};
