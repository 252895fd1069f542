import { Desk } from "./fixtures/desk";
import { PostgresServer } from "./fixtures/postgres";
import { apply, openMinted, receiptOf, want } from "./fixtures/steps";
import { test as base, expect } from "./fixtures/test";

const code = "FORBID_WITHDRAW_CASH";

/** A desk whose database server nobody else uses, so that it can be killed. */
const test = base.extend<{ server: PostgresServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter.
  server: async ({}, use) => {
    const server = await PostgresServer.start();
    await use(server);
    await server.close();
  },
  desk: async ({ server }, use, info) => {
    const { url } = await server.makeDatabase();
    const at = { worker: info.parallelIndex, engine: "sqlite" } as const;
    const desk = await Desk.open(at, { settings: { DATABASE_URL: url } });
    await use(desk);
    await desk.close();
  },
});

test("the database server dies in the middle of a change: the desk waits for it and goes on, and nothing is sent twice", async ({
  page,
  desk,
  server,
  watch,
  signInAs,
}) => {
  // While the database is away the open page is answered so, or with a page that says so.
  watch.tolerate(/the server responded with a status of 50[03]/);
  const ready = async () => (await fetch(`${desk.url}/readyz`)).status;
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  const gate = { kind: "hold", gate: "the answer", when: "after", times: 1 };
  await desk.simulator.faults({ ...gate, operation: "ModifyAccountRelation", relationId: relation.relationId });
  await want(page, code, true);
  const since = await desk.simulator.lastSeq();
  await apply(page);
  await desk.simulator.event("effect", { relationId: relation.relationId, sinceSeq: since });
  expect(await ready()).toBe(200);

  await server.kill();
  await desk.simulator.release("the answer");
  await expect.poll(ready).toBe(503);
  expect((await page.request.get(`/api/relations/${relation.relationId}`)).status()).toBe(503);
  expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);

  await server.startAgain();
  await expect.poll(ready).toBe(200);
  // The page has been open all the time.
  await expect(receiptOf(page, code)).toContainText("Verified", { timeout: 30_000 });
  expect(await desk.simulator.writes(relation.relationId)).toEqual([`ADD ${code}`]);
  expect(desk.log).not.toMatch(/uncaught|unhandled/i);
});
