import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { createLogger } from "@/lib/telemetry/logger";
import { createLeader, type Leader } from "@/lib/worker/leader";

let temp: TempDatabase;
const stops: AbortController[] = [];
const runs: Promise<void>[] = [];

beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  await Promise.all(runs.splice(0));
  await temp.close();
});

function start(
  leaseMs: number,
  callTimeoutMs: number,
  onLead: (epoch: number) => Promise<void> = async () => undefined,
) {
  const leader: Leader = createLeader({
    name: "worker:1",
    database: temp.database,
    logger: createLogger("silent"),
    leaseMs,
    callTimeoutMs,
  });
  const stop = new AbortController();
  stops.push(stop);
  const run = leader.run(stop.signal, onLead);
  runs.push(run);
  return { leader, stop, run };
}

describe("the lease", () => {
  it("is one process's at a time, and passes on with a higher epoch when it is given back", async () => {
    const first = start(5_000, 1_000);
    await expect.poll(() => first.leader.epoch()).toBe(1);
    const second = start(5_000, 1_000);
    expect(second.leader.epoch()).toBeNull();
    expect(second.leader.maySend(1)).toBe(false);
    first.stop.abort();
    await first.run;
    expect(first.leader.maySend(1)).toBe(false);
    await expect.poll(() => second.leader.epoch(), { timeout: 5_000 }).toBe(2);
    expect(second.leader.maySend(2)).toBe(true);
    expect(second.leader.maySend(1)).toBe(false);
  });

  it("does not let anything be sent that might outlast it", async () => {
    const { leader } = start(1_000, 5_000);
    await expect.poll(() => leader.epoch()).toBe(1);
    expect(leader.maySend(1)).toBe(false);
  });

  it("lets nothing be sent before what an earlier leader left was taken over", async () => {
    let failures = 0;
    const { leader } = start(5_000, 1_000, async () => {
      failures += 1;
      if (failures < 3) throw new Error("the disk is full");
    });
    expect(leader.epoch()).toBeNull();
    await expect.poll(() => leader.epoch(), { timeout: 10_000 }).toBe(1);
    expect(failures).toBe(3);
  });

  it("is taken from one that did not renew it, which then knows that it lost it", async () => {
    const frozen = start(5_000, 1_000);
    await expect.poll(() => frozen.leader.epoch()).toBe(1);
    await temp.database.transaction((tx) =>
      tx.updateTable("lease").set({ owner: "a successor", epoch: 2, deadline: "2099-01-01T00:00:00.000Z" }).execute(),
    );
    await expect.poll(() => frozen.leader.maySend(1), { timeout: 5_000 }).toBe(false);
  });
});
