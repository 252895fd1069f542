import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dropCertificateDetails } from "@/lib/db/queries/certificates";
import { relationRow } from "@/lib/db/testing/relation-row";
import { type CertificateFile, checkCertificate } from "@/lib/domain/certificate";
import { instant } from "@/lib/domain/ids";
import { startListing } from "@/lib/domain/listing";
import { makeCertificate } from "@/lib/worker/sweeper-certificate";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { scriptUpstream } from "@/lib/worker/testing/scripted-upstream";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { openSweepDesk, type SweepDesk } from "@/lib/worker/testing/sweep-desk";

let desk: SweepDesk;
afterEach(() => desk.close());

/** The certificates, oldest first, each as an export would write it. */
async function files({ database }: SweepDesk): Promise<readonly CertificateFile[]> {
  const rows = await database.read.selectFrom("certificate").selectAll().orderBy("made_at").execute();
  const parts = await database.read.selectFrom("certificate_part").selectAll().orderBy("position").execute();
  return rows.map(({ sweep_id, head, digest, kept }) => {
    const [pages, ...slices] = parts.filter((part) => part.sweep_id === sweep_id).map(({ body }) => body);
    const lines = slices.flatMap((body) => body.split("\n"));
    return {
      certificate: JSON.parse(head),
      digest,
      pages: kept === 1 ? JSON.parse(pages ?? "") : null,
      relations: kept === 1 ? lines.map((line): CertificateFile["relations"] => JSON.parse(line)).flat() : null,
    } as CertificateFile;
  });
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
    const canceled = read.find(({ state, relationId }) => state === "RELATED" && relationId.length < 8)?.relationId ?? "";
    let added = "";
    const meanwhile: SweeperTerms["gateway"] = {
      ...gateway,
      async queryRelationList(query, options) {
        const isNow = query.pageNum === 8 && added === "";
        if (isNow) {
          added = (await simulator.mint({ state: "RELATED", codes: [] })).relationId;
          await simulator.member(canceled, "unlink");
        }
        return gateway.queryRelationList(query, options);
      },
    };
    expect(await desk.sweep({ gateway: meanwhile })).toBe("complete");
    const [, moved, whole] = await files(desk);
    expect(moved?.certificate).toMatchObject({
      verdict: "moved",
      sweep: { list: 1 },
      previous: { sweepId: first?.certificate.sweep.id, digest: first?.digest },
    });
    expect(moved?.certificate.listed.totalMoved).toMatchObject([{ from: 1_037, to: 1_038 }]);
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
