import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLanes, type Priority } from "./lanes";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lanes whose work takes 20 ms, and the moments at which each piece began. */
function running(settings: { ratePerSecond: number; concurrency: number }) {
  const lanes = createLanes(settings);
  const begun: { name: string; at: number }[] = [];
  let open = 0;
  let mostOpen = 0;
  const ask = (priority: Priority, name: string = priority, signal?: AbortSignal) =>
    lanes.run(
      priority,
      async () => {
        begun.push({ name, at: Date.now() });
        mostOpen = Math.max(mostOpen, ++open);
        await new Promise((done) => setTimeout(done, 20));
        open -= 1;
      },
      signal,
    );
  return { lanes, begun, ask, mostOpen: () => mostOpen };
}

const busiestSecond = (begun: { at: number }[]) =>
  Math.max(...begun.map(({ at }) => begun.filter((other) => other.at >= at && other.at < at + 1_000).length));

describe("the rate", () => {
  test.each([
    [5, 4],
    [7, 16],
    [50, 16],
  ])("%d a second over %d places: never more in any second, and hardly less", async (ratePerSecond, concurrency) => {
    const { begun, ask, mostOpen } = running({ ratePerSecond, concurrency });
    const calls = ratePerSecond * 20;
    const all = Promise.all(Array.from({ length: calls }, () => ask("sweep")));
    await vi.advanceTimersByTimeAsync(30_000);
    await all;
    expect(busiestSecond(begun)).toBeLessThanOrEqual(ratePerSecond);
    const took = (begun.at(-1)?.at ?? 0) - (begun[0]?.at ?? 0);
    expect(took / 1_000).toBeLessThanOrEqual((calls / ratePerSecond) * 1.05);
    expect(mostOpen()).toBeLessThan(concurrency);
  });

  test("a person's three calls on an idle account go at once", async () => {
    const { begun, ask } = running({ ratePerSecond: 5, concurrency: 4 });
    await vi.advanceTimersByTimeAsync(5_000);
    const all = Promise.all([ask("person"), ask("write"), ask("person")]);
    await vi.advanceTimersByTimeAsync(20);
    await all;
    expect(new Set(begun.map(({ at }) => at)).size).toBe(1);
  });
});

describe("who goes first", () => {
  test("a write before a person before the sweep, and a sweep does not make a person wait for a second", async () => {
    const { begun, ask } = running({ ratePerSecond: 5, concurrency: 4 });
    const sweep = Promise.all(Array.from({ length: 40 }, () => ask("sweep")));
    await vi.advanceTimersByTimeAsync(3_050);
    const came = Date.now();
    const people = Promise.all([ask("person"), ask("write")]);
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all([sweep, people]);
    const [first, second] = begun.filter(({ name }) => name !== "sweep");
    expect([first?.name, second?.name]).toEqual(["write", "person"]);
    expect((first?.at ?? Number.POSITIVE_INFINITY) - came).toBeLessThanOrEqual(300);
    expect((second?.at ?? Number.POSITIVE_INFINITY) - came).toBeLessThanOrEqual(500);
  });

  test("a person who comes beside a change set of thousands and a sweep is served at once", async () => {
    const { begun, ask } = running({ ratePerSecond: 10, concurrency: 16 });
    const all = Promise.all(Array.from({ length: 200 }, () => [ask("write"), ask("sweep")]).flat());
    await vi.advanceTimersByTimeAsync(5_050);
    const came = Date.now();
    const people = [ask("person", "first"), ask("person", "second")];
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all([all, ...people]);
    const waited = begun.filter(({ name }) => name === "first" || name === "second").map(({ at }) => at - came);
    expect(Math.max(...waited)).toBeLessThanOrEqual(1_000);
    expect(waited).toHaveLength(2);
  });

  test("a change set of thousands leaves the sweep every fifth call, and no more", async () => {
    const { begun, ask } = running({ ratePerSecond: 10, concurrency: 16 });
    const all = Promise.all([
      ...Array.from({ length: 400 }, () => ask("write")),
      ...Array.from({ length: 400 }, () => ask("sweep")),
    ]);
    await vi.advanceTimersByTimeAsync(20_000);
    const sweeps = begun.filter(({ name }) => name === "sweep").length;
    expect(begun.length).toBeGreaterThan(180);
    expect(sweeps / begun.length).toBeCloseTo(0.2, 1);
    await vi.advanceTimersByTimeAsync(80_000);
    await all;
  });

  test("a sweep whose calls all hang leaves a place", async () => {
    const lanes = createLanes({ ratePerSecond: Number.POSITIVE_INFINITY, concurrency: 3 });
    const stuck = new Promise<void>(() => undefined);
    for (let call = 0; call < 10; call += 1) void lanes.run("sweep", () => stuck);
    expect(await lanes.run("person", async () => "done")).toBe("done");
  });
});

describe("waiting", () => {
  test("a hold lets nothing begin, the longest one counts, and half a minute is the most", async () => {
    const { lanes, begun, ask } = running({ ratePerSecond: 100, concurrency: 4 });
    const start = Date.now();
    lanes.hold(1_500);
    lanes.hold(200);
    const first = ask("write");
    await vi.advanceTimersByTimeAsync(1_499);
    expect(begun).toEqual([]);
    await vi.advanceTimersByTimeAsync(30);
    await first;
    lanes.hold(86_400_000);
    const second = ask("write");
    await vi.advanceTimersByTimeAsync(30_030);
    await second;
    expect(begun.map(({ at }) => at - start)).toEqual([1_500, 31_529]);
  });

  test("a signal takes what waits out of the queue, many on one signal without a warning", async () => {
    const { begun, ask } = running({ ratePerSecond: 1, concurrency: 2 });
    const warned = vi.fn();
    process.on("warning", warned);
    const controller = new AbortController();
    const waiting = Array.from({ length: 30 }, () => ask("sweep", "sweep", controller.signal));
    const ends = Promise.allSettled(waiting);
    await vi.advanceTimersByTimeAsync(50);
    controller.abort();
    expect((await ends).filter(({ status }) => status === "rejected")).toHaveLength(29);
    const next = ask("person");
    await vi.advanceTimersByTimeAsync(1_000);
    await next;
    expect(begun.map(({ name }) => name)).toEqual(["sweep", "person"]);
    vi.useRealTimers();
    await pause(0);
    process.off("warning", warned);
    expect(warned).not.toHaveBeenCalled();
  });
});
