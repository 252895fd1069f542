import { z } from "zod";
import { apply, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const token = "a token that only this test knows".replaceAll(" ", "-");

test.use({ own: { settings: { LINKBOOK_METRICS_TOKEN: token, LINKBOOK_LOG_LEVEL: "info" } } });

/** The figures by name and labels. */
const figuresOf = (text: string) =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );

test("the figures are there for this machine and for who has the token; for others there is nothing", async ({
  page,
  desk,
  playwright,
  signInAs,
}) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk, { nickname: "不该出现" });
  const stranger = await playwright.request.newContext({ baseURL: desk.url });
  const ask = (headers: Record<string, string> = {}) => stranger.get("/metrics", { headers });

  const answer = await ask();
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toContain("text/plain");
  expect(Object.keys(answer.headers()).join(" ")).not.toContain("peer");
  const text = await answer.text();
  for (const secret of [relation.memberUid, relation.relationId, relation.nickname, token, "@demo.example"])
    expect(text).not.toContain(secret);
  const account = `account="${desk.simulator.payerUid}"`;
  await expect.poll(async () => figuresOf(await (await ask()).text()).get(`linkbook_leader{${account}}`)).toBe(1);
  const figures = figuresOf(await (await ask()).text());
  expect(figures.get(`linkbook_sweep_age_seconds{${account}}`)).toBeLessThan(60);
  expect(figures.get(`linkbook_upstream_rate_limit{${account}}`)).toBe(200);
  expect(figures.get("linkbook_database_up")).toBe(1);
  const labels = `${account},action="QueryPermissionList"`;
  const counted = async () => {
    const now = figuresOf(await (await ask()).text());
    const accepted = [...now].filter(([name]) =>
      name.startsWith(`linkbook_upstream_calls_total{${labels},kind="accepted",`),
    );
    return [...accepted.map(([, count]) => count), now.get(`linkbook_upstream_call_seconds_count{${labels}}`)];
  };
  const answered = async () =>
    (await desk.simulator.journal({ operation: "QueryPermissionList", event: "answered" })).length;
  // As many as the journal has, each once, in the one series that there is: all were accepted.
  await expect(async () => expect(await counted()).toEqual([await answered(), await answered()])).toPass();
  expect(await answered()).toBeGreaterThan(0);

  for (const behind of ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
    expect((await ask({ [behind]: "127.0.0.1" })).status(), behind).toBe(404);
  expect((await ask({ authorization: "Bearer wrong" })).status()).toBe(404);
  expect((await ask({ "x-forwarded-for": "192.0.2.7", authorization: `Bearer ${token}` })).status()).toBe(200);
  await stranger.dispose();
});

const line = z.looseObject({ msg: z.string().optional(), correlationId: z.string().optional() });

test("one id leads from the button to Alibaba Cloud's journal: request, write, rows of the log", async ({
  page,
  desk,
  signInAs,
  openAs,
}) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  await want(page, "CHECK_FINANCE_INFO", true);
  const since = await desk.simulator.lastSeq();
  const answers: string[] = [];
  page.on("response", (response) => {
    const id = response.headers()["x-correlation-id"];
    if (id && response.request().method() === "POST") answers.push(id);
  });
  await apply(page);
  await expect(receiptOf(page, "CHECK_FINANCE_INFO")).toContainText("Verified");

  const lines = desk.log.split("\n").flatMap((text) => (text.startsWith("{") ? [line.parse(JSON.parse(text))] : []));
  const request = lines.find(({ msg, action }) => msg === "action" && action === "change_set.apply");
  const correlationId = request?.correlationId ?? "";
  expect(answers).toContain(correlationId);
  expect(request).toMatchObject({ outcome: "done", account: desk.simulator.payerUid });
  const write = lines.find((each) => each.msg === "upstream write" && each.correlationId === correlationId);
  expect(write).toMatchObject({ action: "ModifyAccountRelation", kind: "accepted" });

  const journal = await desk.simulator.journal({
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    event: "received",
    sinceSeq: since,
  });
  expect(journal).toHaveLength(1);
  expect(journal[0]).toMatchObject({ clientRequestId: write?.requestId });
  expect(write?.requestIdAnswered).toEqual(expect.any(String));

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  for (const what of [
    "Changes queued for sending",
    "Intent to send recorded",
    "Alibaba Cloud answered",
    "Change settled",
  ])
    await expect(
      auditor.getByRole("row").filter({ hasText: correlationId }).filter({ hasText: what }),
      what,
    ).toHaveCount(1);
  for (const secret of ["requester@demo.example", desk.session("requester").value])
    expect(desk.log).not.toContain(secret);
});
