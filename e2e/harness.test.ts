import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { test as base, expect } from "@playwright/test";
import { accessibilityProblems } from "./fixtures/accessibility";
import { Simulator } from "./fixtures/simulator";
import { watchPages } from "./fixtures/watched-context";

/** The guards of the browser tests, seen to bite on pages that are wrong on purpose. */
const test = base.extend<{ serve: (html: string) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter.
  serve: async ({}, use) => {
    let html = "";
    const policy = "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline'";
    const server = createServer((request, response) => {
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
      response.writeHead(request.url === "/" ? 200 : 404, headers).end(request.url === "/" ? html : "");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    await use(async (page) => {
      html = `<!doctype html><html lang="en"><head><title>Sample</title><link rel="icon" href="data:,"></head>${page}</html>`;
      return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
    });
    server.close();
  },
});

test("a policy violation, a console error, an uncaught error and a failed request are each noted", async ({
  page,
  serve,
}) => {
  const { problems } = await watchPages(page.context());
  const address = await serve(`<body><p style="color: red">Styled</p><script>
    console.error("something said");
    setTimeout(() => { document.title = "done"; throw new Error("something thrown"); });
  </script><img alt="" src="/missing.png"></body>`);
  await page.goto(address);
  await expect(page).toHaveTitle("done");
  const all = () => problems.join("\n");
  await expect.poll(all).toContain("policy violation: style-src-attr blocked inline");
  await expect.poll(all).toContain("console error: something said");
  await expect.poll(all).toContain("uncaught: Error: something thrown");
  await expect.poll(all).toContain("404");
});

test("a page that opens later is watched as well, and what a test expects is let pass", async ({ page, serve }) => {
  const { problems, tolerate } = await watchPages(page.context());
  tolerate(/expected/);
  const address = await serve(
    `<body><a target="_blank" href="/">Open</a><script>console.error("expected"); console.error("odd")</script></body>`,
  );
  await page.goto(address);
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Open" }).click();
  await (await opened).waitForLoadState();
  await expect.poll(() => problems.filter((it) => it.includes("odd")).length).toBe(2);
  expect(problems.filter((it) => it.includes("expected"))).toEqual([]);
});

test("a page without fault leaves nothing behind", async ({ page, serve }) => {
  const { problems } = await watchPages(page.context());
  await page.goto(await serve("<body><main><h1>Members</h1></main></body>"));
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test("axe finds a box without a name", async ({ page, serve }) => {
  await page.goto(await serve('<body><main><h1>Members</h1><input type="checkbox"></main></body>'));
  const problems = await accessibilityProblems(page);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^label \(critical\) input/);
});

test("the simulator is acted upon by its door and judged by its journal", async ({ browserName: _ }, info) => {
  await mkdir(info.outputDir, { recursive: true });
  const simulator = await Simulator.start(info.outputDir, { switches: { twins: "opaque" } });
  try {
    const code = "FORBID_WITHDRAW_CASH";
    const { relationId } = await simulator.mintRelation({ name: "云帆测试有限公司", codes: ["CHECK_FINANCE_INFO"] });
    expect(await simulator.event("effect", { relationId })).toMatchObject({ verb: "MINT", state: "RELATED" });
    expect((await simulator.relations({ name: "云帆测试" })).map((it) => it.relationId)).toEqual([relationId]);

    const sinceSeq = await simulator.lastSeq();
    const changed = simulator.event("effect", { relationId, sinceSeq });
    await simulator.console(relationId, "ADD", [code]);
    expect(await changed).toMatchObject({ verb: "ADD", codes: [code], by: "console" });
    expect((await simulator.member(relationId, "unlink")).state).toBe("CONNECTION_CANCELED");
    expect((await simulator.relation(relationId)).codes).toContain(code);
    expect(await simulator.calls(relationId)).toEqual([]);

    await simulator.faults({ kind: "hold", gate: "answer", relationId }, { kind: "status503", times: 1 });
    await simulator.switches({ twins: "normalise", latencyMs: 5 });
    await simulator.reset();
    await expect(simulator.event("held", {}, 20)).rejects.toThrow('no "held"');
    await expect(simulator.faults({ kind: "no such fault" })).rejects.toThrow("the simulator's door refused");
    await expect(simulator.member("1", "accept")).rejects.toThrow("there is no relation 1");
  } finally {
    await simulator.close();
  }
});
