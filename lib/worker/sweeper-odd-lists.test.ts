import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/database";
import { AppError } from "@/lib/domain/errors";
import { type ScriptedUpstream, scriptUpstream, unaccepted } from "@/lib/worker/testing/scripted-upstream";
import { openSweepDesk, type SweepDesk, sweepSettings } from "@/lib/worker/testing/sweep-desk";

const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n));

let upstream: ScriptedUpstream;
let desk: SweepDesk;
beforeEach(async () => {
  upstream = scriptUpstream(ids(1, 251));
  desk = await openSweepDesk(upstream);
});
afterEach(() => desk.close());

const statuses = async () => (await desk.sweeps()).map(({ status, cause }) => `${cause} ${status}`);
const gone = async () =>
  (await desk.relations()).filter(({ gone_at }) => gone_at !== null).map((row) => row.relation_id);

describe("a list that moves", () => {
  it("does not lose a row that slipped between two pages, though the count agrees", async () => {
    await desk.sweep();
    let isFirst = true;
    // The first row leaves after page 1 and another comes at the end: row 101 is on no page, and 250 are seen.
    upstream.list = () => {
      const all = isFirst ? ids(1, 251) : ids(2, 252);
      isFirst = false;
      return all;
    };
    expect(await desk.sweep()).toBe("complete");
    expect(await statuses()).toEqual(["start complete", "start moved", "moved moved", "moved complete"]);
    expect(await gone()).toEqual(["1"]);
    expect(await desk.relations()).toHaveLength(251);
  });

  it("calls a relation gone when two lists in a row lack it, and takes it back when it returns", async () => {
    await desk.sweep();
    upstream.list = () => ids(1, 250);
    expect(await desk.sweep()).toBe("complete");
    expect(await statuses()).toEqual(["start complete", "start moved", "moved complete"]);
    expect(await gone()).toEqual(["250"]);
    upstream.list = () => ids(1, 251);
    await desk.sweep();
    expect(await gone()).toEqual([]);
    expect(
      (await desk.drift()).map(({ relation_id, subject, before, after }) => [relation_id, subject, before, after]),
    ).toEqual([
      ["250", "listed", "listed", "unlisted"],
      ["250", "listed", "unlisted", "listed"],
    ]);
  });

  it("is read again when the total changed on the way", async () => {
    upstream.list = (request) => ids(1, request === 0 ? 251 : 252);
    expect(await desk.sweep()).toBe("complete");
    expect(await statuses()).toEqual(["start moved", "moved complete"]);
  });

  it("never adds up where the total is wrong, and then says so and still reads the permissions", async () => {
    upstream.page = (page) => ({ ...page, totalCount: 260 });
    expect(await desk.sweep()).toBe("moved");
    expect(await statuses()).toEqual(["start moved", "moved moved", "moved moved"]);
    expect((await desk.sweeps()).at(-1)).toMatchObject({ rows: 250, total_count: 260, permissions_done: 250 });
    expect(upstream.reads).toHaveLength(250);
  });

  it("counts rows whose id cannot be read, and calls nothing gone that may be one of them", async () => {
    await desk.sweep();
    upstream.page = (page) => (page.pageNum === 3 ? { ...page, rows: page.rows.slice(1), unreadable: 1 } : page);
    expect(await desk.sweep()).toBe("complete");
    expect((await desk.sweeps()).at(-1)).toMatchObject({ rows: 249, unreadable: 1, total_count: 250 });
    expect(await gone()).toEqual([]);
  });
});

describe("reads that fail", () => {
  it("end the sweep when the key has not the right, and the account says so until one is answered", async () => {
    upstream.refuse = () => unaccepted("refused", "NoPermission");
    expect(await desk.sweep()).toBe("failed");
    expect(upstream.reads.length).toBeLessThan(20 + sweepSettings.concurrency);
    expect((await desk.sweeps()).at(-1)).toMatchObject({
      error_code: "NoPermission",
      error_request_id: "answered",
      permissions_done: 0,
      permissions_failed: upstream.reads.length,
    });
    expect(JSON.parse((await desk.account()).problem ?? "")).toMatchObject({ code: "NoPermission" });
    upstream.refuse = () => null;
    expect(await desk.sweep()).toBe("complete");
    expect(await desk.account()).toMatchObject({ problem: null });
  });

  it("end it when upstream is down for all of them, without blaming the account", async () => {
    upstream.refuse = (read) => (read < 50 ? null : unaccepted("ambiguous", null));
    expect(await desk.sweep()).toBe("failed");
    expect((await desk.sweeps()).at(-1)).toMatchObject({ error_code: "server_error", permissions_done: 50 });
    expect(await desk.account()).toMatchObject({ problem: null });
  });

  it("do not end it while others are answered, nor when each is about its own relation", async () => {
    upstream.refuse = (read, relationId) =>
      Number(relationId) > 200
        ? unaccepted("refused", "NotApplicable")
        : read % 3 === 0
          ? unaccepted("ambiguous", null)
          : null;
    expect(await desk.sweep()).toBe("complete");
    const [sweep] = await desk.sweeps();
    expect(sweep?.permissions_failed).toBeGreaterThan(100);
    expect((sweep?.permissions_done ?? 0) + (sweep?.permissions_failed ?? 0)).toBe(250);
  });

  it("stop for the next list when it is due, and go on after it with the rest", async () => {
    const start = Date.now();
    const now = () => start + upstream.reads.length * 1_000;
    const env = { ...sweepSettings, listEveryMs: 100_000, concurrency: 1 };
    expect(await desk.sweep({ env, now })).toBe("complete");
    expect(upstream.reads).toHaveLength(100);
    expect((await desk.sweeps()).at(-1)).toMatchObject({ permissions_due: 250, permissions_done: 100 });
    await desk.sweep({ env, now });
    expect((await desk.sweeps()).at(-1)).toMatchObject({ permissions_due: 150, permissions_done: 100 });
    expect(new Set(upstream.reads).size).toBe(200);
  });

  it("are stored up to where storage failed, and the sweep says why it ended", async () => {
    const { database } = desk.terms();
    let writes = 0;
    const full: Database = {
      ...database,
      transaction: (work) => {
        writes += 1;
        return writes === 5 ? Promise.reject(new AppError("storage_full")) : database.transaction(work);
      },
    };
    expect(await desk.sweep({ database: full })).toBe("failed");
    const [sweep] = await desk.sweeps();
    expect(sweep).toMatchObject({ status: "failed", error_code: "storage_full" });
    const stored = (await desk.relations()).filter(({ read_began_at }) => read_began_at !== null).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(250);
    expect(await desk.sweep()).toBe("complete");
    expect((await desk.sweeps()).at(-1)).toMatchObject({ permissions_due: 250 - stored });
  });
});
