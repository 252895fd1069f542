import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { openSweepDesk, type SweepDesk, sweepSettings } from "@/lib/worker/testing/sweep-desk";

const inEffectOrPending = ["INITIAL", "CONFIRMING", "RELATED", "CHANGE_CONFIRMING"];

let simulator: SimulatorProcess;
let desk: SweepDesk;
beforeAll(async () => {
  simulator = await startSimulator({}, 60);
});
afterAll(() => simulator.close());
beforeEach(async () => {
  desk = await openSweepDesk(simulator);
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});

const lastSeq = async () => (await simulator.journal({})).at(-1)?.seq ?? 0;
const received = async (operation: string, since: number) =>
  simulator.journal({ operation, event: "received", sinceSeq: String(since) });
const readEverything = { env: { ...sweepSettings, permissionsEveryMs: -60_000 } };

describe("a sweep", () => {
  it("stores every relation as it is, and the permissions of those in effect or pending", async () => {
    const since = await lastSeq();
    expect(await desk.sweep()).toBe("complete");
    const truth = await simulator.relations();
    const stored = new Map((await desk.relations()).map((row) => [row.relation_id, row]));
    expect(stored.size).toBe(truth.length);
    const permissions = await desk.permissions();
    for (const relation of truth) {
      const row = stored.get(relation.relationId);
      const counterpart = relation.masterUid === desk.payer ? "MEMBER" : "MASTER";
      expect(row).toMatchObject({
        account_id: counterpart === "MEMBER" ? relation.memberUid : relation.masterUid,
        account_name: relation.name,
        nickname: relation.nickname,
        counterpart,
        type: relation.type,
        state: relation.state,
        gone_at: null,
        read_error: null,
      });
      const isRead = inEffectOrPending.includes(relation.state);
      expect(row?.read_began_at !== null, relation.state).toBe(isRead);
      if (!isRead) continue;
      const now = new Date().toISOString();
      const on = permissions
        .filter((permission) => permission.relation_id === relation.relationId)
        .filter(({ start_time, end_time }) => (start_time ?? "") <= now && (end_time ?? "9") > now);
      expect(new Set(on.flatMap(({ code }) => code ?? []))).toEqual(
        new Set(relation.codes.filter((code) => !relation.unmapped.includes(code))),
      );
      expect(row?.unmapped).toBe(relation.unmapped.length);
    }
    const due = truth.filter(({ state }) => inEffectOrPending.includes(state)).length;
    expect(await desk.sweeps()).toMatchObject([
      {
        cause: "start",
        status: "complete",
        pages: 1,
        rows: truth.length,
        total_count: truth.length,
        duplicates: 0,
        unreadable: 0,
        permissions_due: due,
        permissions_done: due,
        permissions_failed: 0,
        error_code: null,
      },
    ]);
    expect(await received("QueryRelationList", since)).toHaveLength(1);
    expect(await received("QueryPermissionList", since)).toHaveLength(due);
    expect(await desk.drift()).toEqual([]);
    expect((await desk.relations()).every(({ changed_at }) => changed_at === null)).toBe(true);
  });

  it("asks again only for what changed or is old", async () => {
    await desk.sweep();
    const since = await lastSeq();
    expect(await desk.sweep()).toBe("complete");
    expect(await received("QueryPermissionList", since)).toHaveLength(0);
    const old = new Date(Date.now() - 7 * 3_600_000).toISOString();
    const [first, second] = (await desk.relations()).filter(({ state }) => state === "RELATED");
    await desk.database.transaction((tx) =>
      tx
        .updateTable("relation")
        .set({ read_began_at: old })
        .where("relation_id", "in", [first?.relation_id ?? "", second?.relation_id ?? ""])
        .execute(),
    );
    await desk.sweep();
    expect(await received("QueryPermissionList", since)).toHaveLength(2);
  });

  it.each([
    ["clamp", 7, 9],
    ["refuse", 20, 4],
  ])("gets by with a page cap that is %sd at %i", async (overCap, pageCap, calls) => {
    await simulator.switches({ overCap, pageCap });
    const since = await lastSeq();
    const count = (await simulator.relations()).length;
    expect(await desk.sweep()).toBe("complete");
    expect(await desk.relations()).toHaveLength(count);
    expect((await received("QueryRelationList", since)).length).toBeGreaterThanOrEqual(calls);
    expect(await desk.sweeps()).toMatchObject([{ rows: count, total_count: count, duplicates: 0 }]);
  });

  it("says that the list moved when rows move between the pages, tries three times, and still stores what came", async () => {
    await desk.sweep();
    await simulator.switches({ listOrder: "shifting", pageCap: 7 });
    const before = await desk.relations();
    expect(await desk.sweep()).toBe("moved");
    const [, ...moved] = await desk.sweeps();
    expect(moved.map(({ status, cause }) => [status, cause])).toEqual([
      ["moved", "start"],
      ["moved", "moved"],
      ["moved", "moved"],
    ]);
    expect(moved.every(({ duplicates }) => duplicates > 0)).toBe(true);
    const after = await desk.relations();
    expect(after).toHaveLength(before.length);
    expect(after.every(({ gone_at }) => gone_at === null)).toBe(true);
    expect(await desk.drift()).toEqual([]);
  });

  it("takes a healthy answer without members for what it is", async () => {
    await simulator.faults({ kind: "empty_list", operation: "QueryRelationList" });
    expect(await desk.sweep()).toBe("complete");
    expect(await desk.sweeps()).toMatchObject([{ status: "complete", rows: 0, total_count: 0, permissions_due: 0 }]);
  });

  it("finds what was done in Alibaba Cloud's own console, and by the member", async () => {
    await desk.sweep();
    const { relationId } = await simulator.mint({ codes: ["CHECK_FINANCE_INFO"] });
    await desk.sweep();
    expect(await desk.drift()).toMatchObject([
      { relation_id: relationId, subject: "listed", before: "unlisted", after: "listed" },
    ]);
    await simulator.console(relationId, "ADD", ["FORBID_WITHDRAW_CASH"]);
    await desk.sweep(readEverything);
    expect(await desk.drift()).toMatchObject([
      {},
      { relation_id: relationId, subject: "permission", code: "FORBID_WITHDRAW_CASH", before: "off", after: "on" },
    ]);
    await simulator.member(relationId, "unlink");
    const since = await lastSeq();
    await desk.sweep();
    const drift = (await desk.drift()).filter((row) => row.relation_id === relationId).slice(2);
    expect(drift).toMatchObject([
      { subject: "state", before: "RELATED", after: "CONNECTION_CANCELED" },
      { subject: "end_time", before: null },
    ]);
    // Once at the transition, and never again.
    expect(await received("QueryPermissionList", since)).toHaveLength(1);
    await desk.sweep(readEverything);
    const later = await received("QueryPermissionList", since);
    expect(later.filter((event) => event.relationId === relationId)).toHaveLength(1);
  });

  it("keeps the last good set of a relation that cannot be read, and counts it", async () => {
    await desk.sweep();
    const [row] = (await desk.relations()).filter(({ state }) => state === "RELATED");
    const relationId = row?.relation_id ?? "";
    await simulator.faults({ kind: "refuse", operation: "QueryPermissionList", relationId, code: "InvalidParameter" });
    expect(await desk.sweep(readEverything)).toBe("complete");
    const after = (await desk.relations()).find((one) => one.relation_id === relationId);
    expect(after).toMatchObject({ read_began_at: row?.read_began_at, read_digest: row?.read_digest });
    expect(JSON.parse(after?.read_error ?? "")).toMatchObject({ code: "InvalidParameter" });
    const [, last] = await desk.sweeps();
    expect(last).toMatchObject({ status: "complete", permissions_failed: 1 });
    expect((last?.permissions_done ?? 0) + 1).toBe(last?.permissions_due);
  });

  it("fails with upstream's code and RequestId when the list is refused, and the account says so until it is not", async () => {
    await simulator.faults({ kind: "refuse", operation: "QueryRelationList", code: "Forbidden.RAM", status: 403 });
    expect(await desk.sweep()).toBe("failed");
    const [failed] = await desk.sweeps();
    expect(failed).toMatchObject({ status: "failed", error_code: "Forbidden.RAM" });
    expect(failed?.error_request_id).toMatch(/^[0-9A-F-]{36}$/i);
    const { problem } = await desk.account();
    expect(JSON.parse(problem ?? "")).toEqual({
      code: "Forbidden.RAM",
      requestId: failed?.error_request_id,
    });
    await simulator.reset();
    expect(await desk.sweep()).toBe("complete");
    expect(await desk.account()).toMatchObject({ problem: null });
  });

  it("goes on where it was cut off: what was stored stays, and only the rest is read", async () => {
    const { gateway } = desk.terms();
    let asked = 0;
    const counting: SweeperTerms["gateway"] = {
      ...gateway,
      queryPermissionList: (relationId, options) => {
        asked += 1;
        return gateway.queryPermissionList(relationId, options);
      },
    };
    expect(await desk.sweep({ gateway: counting, isLeader: () => asked < 20 })).toBe("interrupted");
    const [cut] = await desk.sweeps();
    expect(cut).toMatchObject({ status: "failed", error_code: "interrupted", permissions_done: asked });
    const read = (await desk.relations()).filter(({ read_began_at }) => read_began_at !== null);
    expect(read).toHaveLength(asked);
    expect(await desk.sweep()).toBe("complete");
    const [, whole] = await desk.sweeps();
    expect(whole?.permissions_due).toBe((cut?.permissions_due ?? 0) - asked);
    expect(whole?.permissions_fresh).toBe(asked);
  });
});
