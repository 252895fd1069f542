import { GetAccountRelationRequest } from "@alicloud/bssopenapi20171214";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { STATES } from "@/lib/simulator/relation";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const get = (simulator: TestSimulator, relationId: string, accessKeyId = "demo-payer") =>
  rawCall(simulator.port, {
    action: "GetAccountRelation",
    method: "GET",
    params: { RelationId: relationId, RequestId: "get-1" },
    accessKeyId,
  });
const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];
const timesSchema = z.object({
  Data: z.object({ StartTime: z.unknown(), EndTime: z.unknown(), GmtModified: z.unknown() }),
});
const timesIn = (answer: RawAnswer) => timesSchema.parse(JSON.parse(answer.text)).Data;

describe("GetAccountRelation", () => {
  it("shows one relation, through the official SDK", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await simulator.mint({ memberUid: "1512996702208737" });
    const request = new GetAccountRelationRequest({ relationId: Number(relationId), requestId: "r-1" });
    const { body } = await officialClient(simulator.port).getAccountRelation(request);
    expect(body).toMatchObject({
      code: "200",
      success: true,
      requestId: "r-1",
      data: {
        id: Number(relationId),
        parentUserId: Number(simulator.payerUid),
        childUserId: Number(memberUid),
        type: "enterprise_group",
        status: "RELATED 【已建立关联】",
        endTime: 0,
      },
    });
    expect(Date.now() - (body?.data?.startTime ?? 0)).toBeLessThan(120_000);
    expect(body?.data?.gmtModified).toBe(body?.data?.startTime);
  });

  it("gives exact ids above 2^53, to the member as well, and to nobody else", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await simulator.mint({ relationId: "9223372036854775807" });
    const other = await simulator.mint();
    const seen = await get(simulator, relationId, `member-${memberUid}`);
    expect(seen.text).toContain(
      `"Id":9223372036854775807,"ParentUserId":${simulator.payerUid},"ChildUserId":${memberUid}`,
    );
    expect(codeIn(await get(simulator, relationId, `member-${other.memberUid}`))).toBe("NotAuthorized");
    expect(codeIn(await get(simulator, relationId, "demo-readonly"))).toBe("NoPermission");
    expect(codeIn(await get(simulator, "1"))).toBe("InvalidParameter");
    expect(codeIn(await get(simulator, ""))).toBe("MissingParameter");
    expect((await rawCall(simulator.port, { action: "GetAccountRelation" })).status).toBe(405);
  });

  it("statusForm: with the remark of the page, or the state alone", async () => {
    const simulator = await testSimulator();
    const statuses = async () => {
      const seen: string[] = [];
      for (const state of STATES) {
        const { relationId } = await simulator.mint({ state });
        seen.push(/"Status":"([^"]+)"/.exec((await get(simulator, relationId)).text)?.[1] ?? "");
      }
      return seen;
    };
    expect((await statuses()).map((status) => /^([A-Z_]+) 【\p{Script=Han}+】$/u.exec(status)?.[1])).toEqual(STATES);
    await simulator.switches({ statusForm: "plain" });
    expect(await statuses()).toEqual(STATES);
  });

  it("longTimes: milliseconds, seconds, nothing, or a date that a typed client cannot read", async () => {
    const simulator = await testSimulator();
    const [ended] = await simulator.find("state=CONNECTION_CANCELED");
    const relationId = ended?.relationId ?? "";
    const times = async (longTimes: string) => {
      await simulator.switches({ longTimes });
      return timesIn(await get(simulator, relationId)).EndTime;
    };
    const end = Date.parse(ended?.endTime ?? "");
    expect(await times("epoch_ms")).toBe(end);
    expect(await times("epoch_s")).toBe(end / 1000);
    expect(await times("zero")).toBe(0);
    expect(await times("date_text")).toBe(ended?.endTime.slice(0, 10));
    const request = new GetAccountRelationRequest({ relationId: Number(relationId) });
    await expect(officialClient(simulator.port).getAccountRelation(request)).rejects.toThrow();
  });
});
