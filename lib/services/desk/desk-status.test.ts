import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertSweep, setAccountProblem, updateSweep } from "@/lib/db/queries/sweeps";
import { instant } from "@/lib/domain/ids";
import { deskStatus } from "@/lib/services/desk/desk-status";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const noon = Date.UTC(2026, 10, 22, 12);
const minutes = (count: number) => instant(noon + count * 60_000);

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
});
afterEach(() => office.close());

const status = (roles: Parameters<TempOffice["actor"]>[1] = ["viewer"]) =>
  deskStatus({ ...office.context(office.actor("vera", roles)), now: () => noon });
const sweep = (startedAt: number, values: Parameters<typeof updateSweep>[2]) =>
  office.database.transaction(async (tx) => {
    const id = await insertSweep(tx, office.payer, "schedule", minutes(startedAt));
    await updateSweep(tx, id, values);
  });

describe("the state of the desk", () => {
  it("knows nothing before the first sweep, and calls that old", async () => {
    expect(await status()).toMatchObject({
      payer: { uid: office.payer, site: "cn" },
      writesOn: false,
      paused: false,
      members: 0,
      sweep: null,
      lastCompleteAt: null,
      old: true,
      accountProblem: null,
      person: { name: "vera", roles: ["viewer"] },
      abilities: ["member.read", "member.export", "sweep.read"],
    });
  });

  it("shows the newest sweep with its rate, and the age of the last whole list beside it", async () => {
    await sweep(-20, { status: "complete", listed_at: minutes(-19), ended_at: minutes(-10) });
    await sweep(-2, { listed_at: minutes(-1), permissions_due: 900, permissions_done: 290, permissions_failed: 10 });
    expect(await status()).toMatchObject({
      sweep: {
        status: "running",
        counts: { permissionsDue: 900, permissionsDone: 290, permissionsFailed: 10, ratePerSecond: 5 },
      },
      lastCompleteAt: minutes(-19),
      old: false,
    });
  });

  it("calls a list old that is older than two turns of the schedule, though a newer sweep failed", async () => {
    await sweep(-60, { status: "complete", listed_at: minutes(-31), ended_at: minutes(-31) });
    await sweep(-5, { status: "failed", error_code: "Forbidden.RAM", error_request_id: "r", ended_at: minutes(-5) });
    await office.database.transaction((tx) =>
      setAccountProblem(tx, office.payer, { code: "Forbidden.RAM", requestId: "r" }),
    );
    expect(await status()).toMatchObject({
      sweep: { status: "failed", counts: { ratePerSecond: 0 } },
      sweepFailure: { code: "Forbidden.RAM", requestId: "r" },
      old: true,
      accountProblem: { code: "Forbidden.RAM", requestId: "r" },
    });
  });

  it("says why the last sweep failed while the next one runs, until that one has ended", async () => {
    await sweep(-9, { status: "failed", error_code: "Throttling.User", error_request_id: "r", ended_at: minutes(-8) });
    await sweep(-7, { pages: 1 });
    expect(await status()).toMatchObject({
      sweep: { status: "running" },
      sweepFailure: { code: "Throttling.User", requestId: "r" },
    });
    await sweep(-6, { status: "complete", listed_at: minutes(-5), ended_at: minutes(-5) });
    expect(await status()).toMatchObject({ sweep: { status: "complete" }, sweepFailure: null });
  });

  it("counts what was fresh before, apart from what is due: a sweep that goes on where another was cut off", async () => {
    await sweep(-2, { listed_at: minutes(-1), permissions_fresh: 6_000, permissions_due: 4_000, permissions_done: 60 });
    expect(await status()).toMatchObject({
      sweep: {
        status: "running",
        counts: { permissionsFresh: 6_000, permissionsDue: 4_000, permissionsDone: 60, ratePerSecond: 1 },
      },
      lastCompleteSweepId: null,
    });
  });

  it("says that a sweep runs to who sees some of the members, and nothing of how many there are", async () => {
    await sweep(-2, { listed_at: minutes(-1), permissions_due: 900, permissions_done: 290 });
    const actor = office.actor("vera", ["viewer"]);
    const some = { ...actor, scope: { kind: "some", owners: ["Vera"], costCentres: [] } } as const;
    expect((await deskStatus(office.context(some))).sweep).toMatchObject({ status: "running", counts: null });
  });

  it("tells each person what they may do", async () => {
    expect((await status(["requester"])).abilities).toContain("change.request");
    await expect(status([])).rejects.toMatchObject({ code: "forbidden" });
  });
});
