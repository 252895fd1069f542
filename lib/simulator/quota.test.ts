import { describe, expect, it } from "vitest";
import { Quota } from "@/lib/simulator/quota";
import { ManualClock } from "@/lib/simulator/testing/manual-clock";
import { rawCall } from "@/lib/simulator/testing/raw-client";
import { testSimulator } from "@/lib/simulator/testing/test-simulator";

describe("the quota", () => {
  it("lets one second's worth through at once, then as much as has come in", () => {
    const quota = new Quota();
    const waits = (count: number, at: number) => Array.from({ length: count }, () => quota.take("1", 10, at));
    expect(waits(11, 0)).toEqual([...Array.from({ length: 10 }, () => 0), 100]);
    expect(waits(3, 200)).toEqual([0, 0, 100]);
    expect(quota.take("1", 10, 250)).toBe(50);
    expect(quota.take("1", 10, 300)).toBe(0);
  });

  it("never fills beyond one second's worth", () => {
    const quota = new Quota();
    quota.take("1", 2, 0);
    const later = [quota.take("1", 2, 60_000), quota.take("1", 2, 60_000), quota.take("1", 2, 60_000)];
    expect(later).toEqual([0, 0, 500]);
  });

  it("counts each account by itself, and nothing when switched off", () => {
    const quota = new Quota();
    expect([quota.take("1", 1, 0), quota.take("2", 1, 0)]).toEqual([0, 0]);
    expect(quota.take("1", 1, 0)).toBe(1000);
    expect(quota.take("1", 0, 0)).toBe(0);
  });

  it("answers 503 Throttling.User with the wait, counts all keys of the account, and leaves STS alone", async () => {
    const clock = new ManualClock();
    const simulator = await testSimulator({ clock, config: { quotaPerSecond: 2 } });
    const date = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const read = (accessKeyId: string) =>
      rawCall(simulator.port, { params: { RelationId: "51463" }, accessKeyId, date });
    expect((await read("demo-payer")).status).toBe(200);
    expect((await read("demo-readonly")).status).toBe(200);
    const refused = await read("demo-payer");
    expect(refused).toMatchObject({ status: 503, headers: { "x-acs-retry-after": "500" } });
    expect(refused.text).toContain('"Code":"Throttling.User"');
    const sts = await rawCall(simulator.port, { action: "GetCallerIdentity", version: "2015-04-01", date });
    expect(sts.status).toBe(200);
    clock.advance(500);
    expect((await read("demo-payer")).status).toBe(200);
    const answered = simulator.journalLines().filter(({ event }) => event === "answered");
    expect(answered.map(({ status }) => status)).toEqual([200, 200, 503, 200, 200]);
  });
});
