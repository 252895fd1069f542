import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertCheckRequests } from "@/lib/db/queries/check-requests";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import { insertSweep } from "@/lib/db/queries/sweeps";
import { raise, waitForSignal } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { startSweeper } from "@/lib/worker/sweeper";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { type ScriptedUpstream, scriptUpstream, unaccepted } from "@/lib/worker/testing/scripted-upstream";
import { openSweepDesk, type SweepDesk, sweepSettings } from "@/lib/worker/testing/sweep-desk";
import { relationId } from "@/lib/worker/testing/temp-desk";

let upstream: ScriptedUpstream;
let desk: SweepDesk;
let stop: AbortController;
let running: Promise<void>;
beforeEach(async () => {
  upstream = scriptUpstream(["1", "2", "3"]);
  desk = await openSweepDesk(upstream);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  await desk.close();
});

const start = (more: Partial<SweeperTerms> = {}): void => {
  running = startSweeper(desk.terms({ abort: stop.signal, ...more }));
};
/** Looks again at each change, at most ten seconds. */
async function until<T>(look: () => Promise<T | false | null | undefined>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await waitForSignal("changed", 20)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error("it did not come");
}
const complete = (count: number) =>
  until(async () => {
    const sweeps = await desk.sweeps();
    return sweeps.filter(({ status }) => status === "complete").length >= count && sweeps;
  });
/** Something that waits until it is opened. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
const ask = async (...ids: readonly string[]) => {
  await desk.database.transaction((tx) =>
    insertCheckRequests(tx, desk.payer, {
      relationIds: ids.map(relationId),
      personId: "p1",
      at: instant(Date.now()),
    }),
  );
  raise("wake");
};
const requests = () => desk.database.read.selectFrom("check_request").selectAll().execute();
const answered = () => until(async () => (await requests()).every(({ done_at }) => done_at !== null) && requests());

describe("the sweeper", () => {
  it("sweeps at once, then on the schedule, and ends what a dead process left running", async () => {
    await desk.database.transaction((tx) => insertSweep(tx, desk.payer, "schedule", instant(Date.now() - 1_000)));
    start({ env: { ...sweepSettings, listEveryMs: 50 } });
    const sweeps = await complete(2);
    expect(sweeps.slice(0, 3)).toMatchObject([
      { status: "failed", error_code: "interrupted" },
      { cause: "start", status: "complete" },
      { cause: "schedule", status: "complete" },
    ]);
    for (const [first, second] of sweeps.slice(1).map((sweep, n, all) => [sweep, all[n + 1]] as const))
      if (second) expect(second.started_at >= (first.ended_at ?? "9")).toBe(true);
  });

  it("reads the list once more when something came to it while a sweep was under way", async () => {
    const slow = gate();
    upstream.onRead = () => slow.opened;
    start({ env: { ...sweepSettings, listEveryMs: 3_600_000 } });
    await until(async () => upstream.reads.length > 0);
    raise("list");
    slow.open();
    expect(await complete(2)).toHaveLength(2);
  });

  it("asks upstream for nothing unless this process leads, and starts when it does", async () => {
    let leads = false;
    let asked = 0;
    start({
      isLeader: () => {
        asked += 1;
        return leads;
      },
    });
    await until(async () => asked > 2);
    expect(await desk.sweeps()).toEqual([]);
    leads = true;
    expect(await complete(1)).toMatchObject([{ cause: "start" }]);
  });

  it("sweeps again after a failure, and then the account has no problem any more", async () => {
    upstream.refuse = (read) => (read < 1 ? unaccepted("refused", "NoPermission") : null);
    start({ env: { ...sweepSettings, listEveryMs: 50, concurrency: 1 } });
    expect(await complete(1)).toMatchObject([{ status: "failed", error_code: "NoPermission" }, {}]);
    expect(await desk.account()).toMatchObject({ problem: null });
    expect((await desk.relations()).every(({ read_error }) => read_error === null)).toBe(true);
  });
});

describe("a right that ends on its own", () => {
  it("leaves the list's summary when its time has come", async () => {
    await desk.sweep();
    const ends = instant(Date.now() + 50);
    await desk.database.transaction(async (tx) => {
      await tx
        .insertInto("permission")
        .values({
          payer_uid: desk.payer,
          relation_id: "1",
          position: 0,
          raw_code: "check_finance_info",
          name: "",
          start_time: null,
          end_time: ends,
          times_readable: 1,
          code: "CHECK_FINANCE_INFO",
        })
        .execute();
      await refreshSummaries(tx, desk.payer, [relationId("1")], instant(Date.now()));
    });
    const summary = async () => (await desk.relations()).find(({ relation_id }) => relation_id === "1");
    expect(await summary()).toMatchObject({ on_count: 1, next_turn_at: ends });
    start();
    await until(async () => (await summary())?.on_count === 0);
    expect(await summary()).toMatchObject({ held: 0, next_turn_at: null });
  });
});

describe("a check that a person asked for", () => {
  it("is served while a sweep is under way", async () => {
    await desk.sweep();
    const slow = gate();
    let held = true;
    upstream.onRead = async () => {
      if (held) await slow.opened;
    };
    start({ env: { ...sweepSettings, permissionsEveryMs: -60_000 } });
    await until(async () => upstream.reads.length >= 6);
    held = false;
    await ask("2");
    expect(await answered()).toMatchObject([{ error_code: null }]);
    expect((await desk.sweeps()).at(-1)).toMatchObject({ status: "running" });
    slow.open();
  });

  it("is one read for all who ask before it begins, and another for who asks later", async () => {
    await desk.sweep();
    upstream.reads.length = 0;
    const gates = [gate(), gate()];
    upstream.onRead = async () => gates[upstream.reads.length - 1]?.opened;
    await ask("2", "2");
    await ask("2");
    start();
    await until(async () => upstream.reads.length === 1);
    await until(async () => Date.now() > Date.parse((await requests())[0]?.asked_at ?? "") + 2);
    await ask("2");
    gates[0]?.open();
    await until(async () => upstream.reads.length === 2);
    expect((await requests()).filter(({ done_at }) => done_at === null)).toHaveLength(1);
    gates[1]?.open();
    await answered();
    expect(upstream.reads).toEqual(["2", "2"]);
  });

  it("ends with upstream's code when it cannot be read, and the last good set stays", async () => {
    await desk.sweep();
    upstream.refuse = () => unaccepted("refused", "InvalidParameter");
    await ask("3");
    start();
    expect(await answered()).toMatchObject([{ relation_id: "3", error_code: "InvalidParameter" }]);
    const row = (await desk.relations()).find(({ relation_id }) => relation_id === "3");
    expect(JSON.parse(row?.read_error ?? "")).toMatchObject({ code: "InvalidParameter", requestId: "answered" });
    expect(row?.read_digest).not.toBeNull();
  });
});
