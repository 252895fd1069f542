import { QueryFinancialAccountInfoRequest } from "@alicloud/bssopenapi20171214";
import { describe, expect, it } from "vitest";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const info = (simulator: TestSimulator, uid: string, accessKeyId = "demo-payer") =>
  rawCall(simulator.port, { action: "QueryFinancialAccountInfo", params: { UserId: uid }, accessKeyId });
const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];

describe("QueryFinancialAccountInfo", () => {
  it("tells of a member and of the payer, through the official SDK", async () => {
    const simulator = await testSimulator();
    const { memberUid } = await simulator.mint({ name: "killortop3", nickname: "测试", memberUid: "1990699401005016" });
    const client = officialClient(simulator.port);
    const ask = async (userId: string) =>
      (await client.queryFinancialAccountInfo(new QueryFinancialAccountInfoRequest({ userId: Number(userId) }))).body;
    expect(await ask(memberUid)).toMatchObject({
      code: "Success",
      success: true,
      data: {
        accountType: "MEMBER",
        isFinancialAccount: true,
        memberNickName: "测试",
        userName: "killortop3",
        memberGroupId: expect.any(Number),
        memberGroupName: expect.stringMatching(/./),
      },
    });
    expect(await ask(simulator.payerUid)).toMatchObject({ data: { accountType: "MASTER", memberGroupName: "" } });
  });

  it("takes ids above 2^53, and a key that may only query", async () => {
    const simulator = await testSimulator();
    const big = await olderCall(simulator.port, "QueryFinancialAccountInfo", { UserId: "6210322125051645960" });
    expect(big).toMatchObject({ Success: true, Data: { AccountType: "MEMBER" } });
    expect(codeIn(await info(simulator, "6210322125051645960", "demo-readonly"))).toBe("Success");
    expect(codeIn(await info(simulator, "6210322125051645960", "demo-norights"))).toBe("Forbidden.RAM");
  });

  it("tells an account of itself, linked or not", async () => {
    const simulator = await testSimulator();
    const { memberUid } = await simulator.mint();
    const { uid } = await simulator.mintAccount();
    const [master] = await simulator.find("counterpart=MASTER");
    const own = async (of: string) => (await info(simulator, of, `member-${of}`)).text;
    expect(await own(memberUid)).toContain('"AccountType":"MEMBER"');
    expect(await own(master?.masterUid ?? "")).toContain('"AccountType":"MASTER"');
    expect(await own(uid)).toContain('"IsFinancialAccount":false');
  });

  it("refuses everybody else: strangers, one's payer, invited and former members", async () => {
    const simulator = await testSimulator();
    const { memberUid } = await simulator.mint();
    const other = await simulator.mint();
    const invited = await simulator.mint({ state: "CONFIRMING" });
    const former = await simulator.mint({ state: "CONNECTION_CANCELED" });
    const { uid } = await simulator.mintAccount();
    for (const stranger of ["1000000000000001", uid, invited.memberUid, former.memberUid]) {
      expect(codeIn(await info(simulator, stranger))).toBe("NotAuthorized");
    }
    for (const stranger of [simulator.payerUid, other.memberUid]) {
      expect(codeIn(await info(simulator, stranger, `member-${memberUid}`))).toBe("NotAuthorized");
    }
  });

  it("can be found in the journal and met by a fault by the UID asked about", async () => {
    const simulator = await testSimulator();
    const { memberUid } = await simulator.mint();
    await simulator.fault({ kind: "status503", memberUid, times: 1 });
    expect((await info(simulator, simulator.payerUid)).status).toBe(200);
    expect((await info(simulator, memberUid)).status).toBe(503);
    const received = await simulator.awaitEvents(`memberUid=${memberUid}&event=received`);
    expect(received.map(({ operation }) => operation)).toEqual(["QueryFinancialAccountInfo"]);
  });
});
