import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { gatewayTo, openSweepDesk, type SweepDesk } from "@/lib/worker/testing/sweep-desk";

let simulator: SimulatorProcess;
let desk: SweepDesk;
beforeAll(async () => {
  simulator = await startSimulator({}, 12);
});
afterAll(() => simulator.close());
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});

/** How often upstream was asked, and how often it turned a call away, since then. */
async function asked(since: number) {
  const received = await simulator.journal({ event: "received", sinceSeq: String(since) });
  const answered = await simulator.journal({ event: "answered", sinceSeq: String(since) });
  return { calls: received.length, throttled: answered.filter(({ code }) => code === "Throttling.User").length };
}

test("a quota of one call a second under a rate of forty: the sweep ends with every set read, and without a storm", async () => {
  desk = await openSweepDesk(simulator);
  await simulator.switches({ quotaPerSecond: 1 });
  const since = (await simulator.journal({})).at(-1)?.seq ?? 0;
  const gateway = gatewayTo(simulator, 40);
  expect(await desk.sweep({ gateway })).toBe("complete");
  const [sweep] = await desk.sweeps();
  expect(sweep).toMatchObject({ permissions_failed: 0, permissions_done: sweep?.permissions_due });
  expect(gateway.load().allowedPerSecond).toBeLessThan(4);
  const { calls, throttled } = await asked(since);
  const needed = (sweep?.permissions_due ?? 0) + 1;
  expect(calls - throttled).toBe(needed);
  // The first burst, one call for each halving, and now and then one that asks whether it may be more.
  expect(throttled).toBeLessThanOrEqual(8 + 6 + needed);
});

test("a quota that nobody reaches leaves the rate alone", async () => {
  desk = await openSweepDesk(simulator);
  const gateway = gatewayTo(simulator, 1_000);
  expect(await desk.sweep({ gateway })).toBe("complete");
  expect(gateway.load().allowedPerSecond).toBe(1_000);
});
