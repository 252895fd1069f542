import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dropCertificateDetails, insertCertificatePart } from "@/lib/db/queries/certificates";
import { relationRow } from "@/lib/db/testing/relation-row";
import { type CertificateFile, checkCertificate } from "@/lib/domain/certificate";
import { instant } from "@/lib/domain/ids";
import { startListing } from "@/lib/domain/listing";
import { everyMember } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";
import { exportCertificate } from "@/lib/services/exports/export-certificate";
import { parseCertificateFile } from "@/lib/services/sweeps/certificate-file";
import { makeCertificate } from "@/lib/worker/sweeper-certificate";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { type ScriptedUpstream, scriptUpstream, unaccepted } from "@/lib/worker/testing/scripted-upstream";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { openSweepDesk, type SweepDesk, sweepSettings } from "@/lib/worker/testing/sweep-desk";

let desk: SweepDesk;
afterEach(() => desk.close());

/** Who exports: somebody who may look. */
const viewer = ({ database, payer }: SweepDesk): Context => ({
  database,
  actor: {
    id: "vera",
    name: "Vera Viewer",
    email: "viewer@test.example",
    roles: new Set(["viewer"]),
    payers: new Set([payer]),
    scope: everyMember,
    sessionId: "session",
  },
  payer,
  account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
  correlationId: "a-request",
  now: Date.now,
  freshForMs: 86_400_000,
  wake: () => undefined,
});

/** An exported certificate as somebody else reads it. */
async function exported(from: SweepDesk, sweepId: string): Promise<CertificateFile> {
  const { body } = await exportCertificate(viewer(from), { sweepId }, new AbortController().signal);
  const file = parseCertificateFile(await new Response(body).text());
  if (!file) throw new Error("what was exported is no certificate");
  return file;
}

/** Every certificate, the oldest first, exported. */
async function files(from: SweepDesk): Promise<readonly CertificateFile[]> {
  const all: CertificateFile[] = [];
  for (const { id, status } of await from.sweeps())
    if (status === "complete" || status === "moved") all.push(await exported(from, id));
  return all;
}

describe("a list of 1,037 relations over seven states", () => {
  let simulator: SimulatorProcess;
  beforeAll(async () => {
    simulator = await startSimulator({}, 1_037);
  });
  afterAll(() => simulator.close());
  beforeEach(async () => {
    desk = await openSweepDesk(simulator);
  });

  it("to which one was added and of which one was canceled while it was read: the certificates say which", async () => {
    expect(await desk.sweep()).toBe("complete");
    const [first] = await files(desk);
    expect(first?.certificate).toMatchObject({
      account: { uid: desk.payer, site: "cn", endpoint: "127.0.0.1" },
      asked: { action: "QueryRelationList", userId: desk.payer, pageSize: 100 },
      listed: { pages: 11, totalCount: 1_037, relations: 1_037, duplicates: 0, unreadable: 0, totalMoved: [] },
      compared: null,
      previous: null,
      verdict: "adds_up",
    });
    expect(first?.certificate.asked.states).toHaveLength(7);
    expect(new Set(first?.relations?.map(({ state }) => state)).size).toBe(7);
    const read = first?.relations?.filter(({ permissions }) => permissions !== null) ?? [];
    expect(first?.certificate.permissions).toMatchObject({ readInSweep: read.length, readEarlier: 0, neverRead: 0 });
    expect(read.length).toBeGreaterThan(900);

    const { gateway } = desk.terms();
    const canceled =
      read.find(({ state, relationId }) => state === "RELATED" && relationId.length < 8)?.relationId ?? "";
    let change: Promise<string> | null = null;
    const addAndCancel = async (): Promise<string> => {
      const { relationId } = await simulator.mint({ state: "RELATED", codes: [] });
      await simulator.member(canceled, "unlink");
      return relationId;
    };
    const meanwhile: SweeperTerms["gateway"] = {
      ...gateway,
      async queryRelationList(query, options) {
        // The pages after it are asked for at the same time, in any order.
        if (query.pageNum >= 8) {
          change ??= addAndCancel();
          await change;
        }
        return gateway.queryRelationList(query, options);
      },
    };
    expect(await desk.sweep({ gateway: meanwhile })).toBe("complete");
    const added = await change;
    const [, moved, whole] = await files(desk);
    expect(moved?.certificate).toMatchObject({
      verdict: "moved",
      sweep: { list: 1 },
      previous: { sweepId: first?.certificate.sweep.id, digest: first?.digest },
    });
    expect(moved?.certificate.listed.totalMoved).toEqual([{ page: 8, from: 1_037, to: 1_038 }]);
    expect(whole?.certificate).toMatchObject({
      verdict: "adds_up",
      sweep: { list: 2, cause: "moved" },
      listed: { totalCount: 1_038, relations: 1_038, totalMoved: [] },
      previous: { digest: moved?.digest },
    });
    // Whichever of the two lists saw it, each is named once.
    const came = [moved, whole].flatMap((file) => file?.certificate.compared?.came.relationIds ?? []);
    const turned = [moved, whole].flatMap((file) => file?.certificate.compared?.turned.relations ?? []);
    expect(came).toEqual([added]);
    expect(turned).toEqual([{ relationId: canceled, from: "RELATED", to: "CONNECTION_CANCELED" }]);
    expect(whole?.relations?.find(({ relationId }) => relationId === added)?.permissions).not.toBeNull();
    for (const file of [first, moved, whole]) expect(file && checkCertificate(file)).toMatchObject({ ok: true });
  });
});

describe("a certificate", () => {
  let upstream: ScriptedUpstream;
  beforeEach(async () => {
    upstream = scriptUpstream(ids(250));
    desk = await openSweepDesk(upstream);
  });
  const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n + 1));

  it("names what is not on the list any more, and says of each relation whether it was read", async () => {
    await desk.sweep();
    upstream.list = () => ids(249);
    upstream.refuse = (_, relationId) => (relationId === "7" ? unaccepted("refused", "NotApplicable") : null);
    await desk.sweep({ env: { ...sweepSettings, permissionsEveryMs: -60_000 } });
    const [, moved, whole] = await files(desk);
    for (const file of [moved, whole])
      expect(file?.certificate.compared).toEqual({
        came: { count: 0, relationIds: [] },
        went: { count: 1, relationIds: ["250"] },
        turned: { count: 0, relations: [] },
      });
    expect([moved, whole].map((file) => file?.certificate.verdict)).toEqual(["moved", "adds_up"]);
    expect(whole?.relations).toHaveLength(249);
    expect(whole?.relations?.find(({ relationId }) => relationId === "7")?.failed).toMatchObject({
      code: "NotApplicable",
    });
    expect(whole?.certificate.permissions).toMatchObject({ inEffectOrPending: 249, readInSweep: 248, failed: 1 });
  });

  it("is none for a sweep that was cut off, and what that left behind is dropped", async () => {
    let asked = 0;
    const isLeader = () => {
      asked += 1;
      return asked < 3;
    };
    expect(await desk.sweep({ isLeader })).toBe("interrupted");
    expect(await files(desk)).toEqual([]);
    await desk.database.transaction((tx) =>
      insertCertificatePart(tx, { payer_uid: desk.payer, sweep_id: "of a dead process", position: 0, body: "[]" }),
    );
    await desk.sweep();
    const parts = await desk.database.read.selectFrom("certificate_part").select("sweep_id").distinct().execute();
    expect(parts).toHaveLength(1);
  });

  it("keeps its figures and digests when its details are dropped, the newest its details too", async () => {
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await desk.sweep();
    const before = await files(desk);
    await dropCertificateDetails(desk.database, desk.payer, 1);
    const [first, second, third] = await files(desk);
    expect(first).toEqual({ ...before[0], pages: null, relations: null });
    expect(second).toMatchObject({ pages: null, relations: null });
    expect(third).toEqual(before[2]);
    expect(first && checkCertificate(first)).toMatchObject({ ok: true, relations: null });
  });

  it("does not hold when anything in it was touched", async () => {
    await desk.sweep();
    const [file] = await files(desk);
    if (!file?.pages || !file.relations) throw new Error("no certificate");
    const { certificate, pages, relations } = file;
    const head = { ...certificate, listed: { ...certificate.listed, relations: 249 } };
    expect(checkCertificate({ ...file, certificate: head })).toEqual({ ok: false, wrong: "certificate" });
    expect(checkCertificate({ ...file, pages: pages.slice(1) })).toEqual({ ok: false, wrong: "pages" });
    const other = relations.map((row) => (row.relationId === "9" ? { ...row, state: "REJECTED" } : row));
    expect(checkCertificate({ ...file, relations: other })).toEqual({ ok: false, wrong: "relations" });
    expect(checkCertificate({ ...file, relations: relations.toReversed() })).toMatchObject({ ok: false });
  });

  it("of 10,000 relations is made in slices, with room for others between them", async () => {
    const at = instant(Date.now());
    for (let from = 0; from < 10_000; from += 500)
      await desk.database.transaction((tx) =>
        tx
          .insertInto("relation")
          .values(
            Array.from({ length: 500 }, (_, n) =>
              relationRow(desk.payer, { relation_id: String(100_000 + from + n), listed_sweep_id: "large" }),
            ),
          )
          .execute(),
      );
    let turns = 0;
    let making = true;
    const count = () => {
      turns += 1;
      if (making) setImmediate(count);
    };
    setImmediate(count);
    const listed = { listing: startListing(100), pages: [], came: [], turned: [] };
    const sweep = { id: "large", cause: "start", startedAt: at, list: 1, went: [], listedBefore: true } as const;
    const row = await makeCertificate(desk.terms(), { ...sweep, listed, verdict: "adds_up" });
    making = false;
    expect(turns).toBeGreaterThanOrEqual(20);
    expect(row.bytes).toBeGreaterThan(10_000 * 200);
  });
});
