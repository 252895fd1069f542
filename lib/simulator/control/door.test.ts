import { describe, expect, it } from "vitest";
import { rawCall, send } from "@/lib/simulator/testing/raw-client";
import { testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";

describe("the control door", () => {
  it("is shut unless asked for", async () => {
    expect((await testSimulator({ controlPort: null })).controlPort).toBeNull();
  });

  it("says what is running", async () => {
    const { door, port, controlPort, payerUid, journal } = await testSimulator();
    const about = { ok: true, port, controlPort, payerUid, members: 60, journal };
    expect(await door("GET", "/health")).toEqual({ status: 200, value: about });
  });

  it("finds subjects by what they are", async () => {
    const { find, payerUid } = await testSimulator();
    const [master, ...others] = await find("counterpart=MASTER");
    expect(others).toEqual([]);
    expect(master?.memberUid).toBe(payerUid);
    const linked = await find(`state=RELATED&type=FinancialManagement&counterpart=MEMBER&lacks=${CASH}&unmapped=false`);
    expect(linked.length).toBeGreaterThan(5);
    for (const relation of linked) {
      expect(relation).toMatchObject({
        state: "RELATED",
        type: "FinancialManagement",
        masterUid: payerUid,
        unmapped: [],
      });
      expect(relation.codes).not.toContain(CASH);
    }
    expect((await find(`has=${CASH}`)).every(({ codes }) => codes.includes(CASH))).toBe(true);
    expect((await find("unmapped=true&limit=1"))[0]?.unmapped).toEqual(["allow_view_budget_center"]);
    expect((await find("name=云帆物流"))[0]?.relationId).toBe("51463");
    expect((await find("differentName=true")).every(({ differentName }) => differentName)).toBe(true);
    expect((await find("rowsOff=true")).map(({ name }) => name)).toContain("Pacific Bluebridge Retail Co., Ltd.");
  });

  it("mints a relation that lists and reads like any other", async () => {
    const { mint, port, payerUid } = await testSimulator();
    const wanted = {
      name: "测试一号",
      nickname: "one",
      codes: [CASH],
      relationId: "9223372036854775807",
      memberUid: "9007199254740995",
    };
    expect(await mint(wanted)).toMatchObject({ ...wanted, state: "RELATED", type: "FinancialManagement" });
    const list = await rawCall(port, {
      action: "QueryRelationList",
      params: { UserId: payerUid, PageSize: "100" },
    });
    expect(list.text).toContain(
      '"RelationId":9223372036854775807,"AccountId":9007199254740995,"AccountName":"测试一号"',
    );
    const plain = [await mint(), await mint()];
    expect(new Set(plain.map(({ memberUid }) => memberUid)).size).toBe(2);
    const identity = {
      action: "GetCallerIdentity",
      version: "2015-04-01",
      accessKeyId: `member-${plain[0]?.memberUid}`,
    };
    expect((await rawCall(port, identity)).text).toContain(`"AccountId":"${plain[0]?.memberUid}"`);
  });

  it("changes out of band, as somebody in the vendor's console", async () => {
    const { mint, console, relation, awaitEvents } = await testSimulator({ config: { changeConfirming: "always" } });
    const { relationId } = await mint({ codes: [CASH] });
    await console(relationId, "ADD", [CASH, "CHECK_FINANCE_INFO"]);
    await console(relationId, "DELETE", [CASH]);
    expect(await relation(relationId)).toMatchObject({ state: "RELATED", codes: ["CHECK_FINANCE_INFO"] });
    const effects = await awaitEvents(`relationId=${relationId}&event=effect&sinceSeq=2`);
    expect(effects.filter(({ by }) => by === "console").map(({ verb, codes }) => ({ verb, codes }))).toEqual([
      { verb: "ADD", codes: ["CHECK_FINANCE_INFO"] },
      { verb: "DELETE", codes: [CASH] },
    ]);
  });

  it("lists, replaces and removes faults", async () => {
    const { door } = await testSimulator();
    const both = [
      { kind: "status503", id: "a" },
      { kind: "hold", gate: "g" },
    ];
    expect((await door("POST", "/faults", both)).value).toMatchObject({ ids: ["a", "fault-1"] });
    await door("POST", "/faults", { kind: "empty_list", id: "a" });
    expect((await door("GET", "/faults")).value).toMatchObject({
      faults: [{ id: "fault-1" }, { id: "a", kind: "empty_list" }],
    });
    expect((await door("DELETE", "/faults/a")).value).toMatchObject({ faults: [{ id: "fault-1" }] });
    expect((await door("DELETE", "/faults/a")).status).toBe(404);
    expect((await door("DELETE", "/faults")).value).toEqual({ faults: [] });
  });

  it("changes some switches and keeps the others", async () => {
    const { door } = await testSimulator({ config: { pageCap: 50 } });
    expect((await door("PUT", "/switches", { twins: "opaque" })).value).toMatchObject({ pageCap: 50, twins: "opaque" });
    expect((await door("PUT", "/switches", { twins: "upside_down", pageCap: 10 })).status).toBe(400);
    expect((await door("GET", "/switches")).value).toMatchObject({ pageCap: 50, twins: "opaque", addOfOn: "ok" });
  });

  it("gives the journal by position and by what it is about, and waits for what has yet to come", async () => {
    const { awaitEvents, door, port } = await testSimulator();
    const coming = awaitEvents("event=answered&operation=QueryPermissionList");
    await rawCall(port, { action: "QueryRelationList", params: { UserId: "1" } });
    await rawCall(port, { params: { RelationId: "51463" } });
    const [answered, ...more] = await coming;
    expect(more).toEqual([]);
    expect(answered).toMatchObject({ relationId: "51463" });
    const ofCall = await awaitEvents(`call=${answered?.call}`);
    expect(ofCall.map(({ event }) => event)).toEqual(["received", "read", "answered"]);
    expect((await door("GET", `/journal?sinceSeq=${answered?.seq}`)).value).toEqual({
      events: [],
      lastSeq: answered?.seq,
    });
    expect((await door("GET", "/journal?event=effect&waitMs=20")).value).toMatchObject({ events: [] });
  });

  const bad: readonly (readonly [string, string, unknown, number, RegExp])[] = [
    ["GET", "/nothing", undefined, 404, /nothing at \/nothing/],
    ["PATCH", "/faults", undefined, 405, /takes GET, POST, DELETE, not PATCH/],
    ["GET", "/relations/1", undefined, 404, /no relation 1/],
    ["GET", "/relations/one", undefined, 404, /no relation one/],
    ["GET", "/relations?state=LINKED", undefined, 400, /state: /],
    ["GET", "/relations?colour=red", undefined, 400, /colour/],
    ["POST", "/relations", { codes: ["allow_x"] }, 400, /codes\.0: is none of the seven/],
    ["POST", "/relations", { relationId: "51463" }, 400, /relationId is taken/],
    ["POST", "/relations", { memberUid: "6210322125051645960" }, 400, /memberUid is taken/],
    ["POST", "/relations", { memberUid: 6 }, 400, /memberUid: /],
    ["POST", "/relations/51463/member", { act: "accept" }, 400, /cannot accept while the relation is RELATED/],
    ["POST", "/relations/51463/member", { act: "leave" }, 400, /act: /],
    ["POST", "/relations/51463/console", { verb: "ADD", codes: [] }, 400, /codes: /],
    ["POST", "/faults", { kind: "gremlin" }, 400, /kind: /],
    ["POST", "/faults", { kind: "slow_body" }, 400, /give ms or gate/],
    ["POST", "/faults", { kind: "status503", effectDelayMs: 1, effectGate: "g" }, 400, /not both/],
    ["POST", "/faults", { kind: "status503", colour: "red" }, 400, /colour/],
    ["POST", "/faults", { kind: "status503", operation: "QueryBill" }, 400, /operation: /],
    ["POST", "/faults", undefined, 400, /./],
    ["PUT", "/switches", { nope: 1 }, 400, /nope/],
    ["POST", "/release", {}, 400, /gate: /],
    ["GET", "/journal?sinceSeq=x", undefined, 400, /sinceSeq: /],
  ];

  it.each(bad)("refuses %s %s %o with a sentence", async (method, path, body, status, words) => {
    const { door } = await testSimulator();
    const answer = await door(method, path, body);
    expect(answer).toEqual({ status, value: { error: expect.stringMatching(words) } });
  });

  it("refuses text that is no JSON, and browsers", async () => {
    const { controlPort } = await testSimulator();
    const text = await send(controlPort ?? 0, "POST", "/faults", {}, { body: "{" });
    expect(text).toMatchObject({ status: 400, text: expect.stringContaining("not JSON") });
    const page = await send(controlPort ?? 0, "POST", "/faults", { origin: "http://evil.example" }, { body: "{}" });
    expect(page.status).toBe(403);
  });
});
