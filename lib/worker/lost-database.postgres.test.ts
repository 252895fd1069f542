import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openDatabase } from "@/lib/db/database";
import { type PostgresProcess, startPostgresProcess } from "@/lib/db/testing/postgres-process";
import type { RelationId } from "@/lib/domain/ids";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";
/** Its stumbles make the executor rest, and a busy machine makes it rest longer. */
const soon = { timeout: 60_000 };

let server: PostgresProcess;
let simulator: SimulatorProcess;
let desk: ExecutorDesk;

beforeAll(async () => {
  [server, simulator] = await Promise.all([startPostgresProcess(), startSimulator()]);
}, 60_000);
afterAll(() => Promise.all([server.close(), simulator.close()]));
beforeEach(async () => {
  const { url } = await server.door.createDatabase({ migrated: true });
  const database = openDatabase(url);
  desk = await openExecutorDesk(simulator, { open: async () => ({ database, close: () => database.close() }) });
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});

const writesOf = async (relationId: string) => (await simulator.calls(relationId)).filter((call) => call !== "read");
const outcomeOf = async (changeSetId: string) => {
  const [receipt] = (await desk.view(changeSetId).catch(() => null))?.receipts ?? [];
  return receipt?.outcome ?? null;
};

it.each(["kill", "fast"] as const)(
  "an answer that comes while the database is away (%s) is not known; it is read back, and nothing is sent again",
  async (how) => {
    const relationId = await desk.relation();
    const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
    await simulator.faults({ operation: "ModifyAccountRelation", relationId, ...gate });
    desk.startExecutor();
    const set = await desk.change(relationId, { [ban]: true });
    await simulator.event("effect", { relationId });
    await server.door.stop(how);
    await simulator.release("answer");
    // Longer away than the answer is kept in hand for.
    for (let tries = 0; tries < 3; tries += 1) await expect(desk.view(set)).rejects.toThrow();
    await server.door.start();
    await expect.poll(() => outcomeOf(set), soon).toBe("verified");
    expect(await writesOf(relationId)).toEqual([`ADD ${ban}`]);
    const attempt = await desk.database.read.selectFrom("attempt").select(["answer", "ambiguity"]).execute();
    expect(attempt).toEqual([{ answer: "ambiguous", ambiguity: "crash" }]);
  },
  90_000,
);

it("a server that is killed again and again takes nothing with it: each receipt says what the journal says", async () => {
  await simulator.switches({ latencyMs: 40 });
  await desk.setSwitch("paused", true);
  const relations: RelationId[] = [];
  const sets: string[] = [];
  for (let at = 0; at < 24; at += 1) {
    const relationId = await desk.relation();
    relations.push(relationId);
    sets.push(await desk.change(relationId, { [ban]: true }));
  }
  desk.startExecutor();
  await desk.setSwitch("paused", false);
  const begun = async () => {
    const calls = await Promise.all(relations.map(writesOf));
    return calls.filter((writes) => writes.length > 0).length;
  };
  for (const many of [1, 8, 16]) {
    await expect.poll(begun, soon).toBeGreaterThanOrEqual(many);
    await server.door.stop("kill");
    await server.door.start();
  }
  const outcomes = new Set<string | null>();
  for (const [at, relationId] of relations.entries()) {
    await expect.poll(() => outcomeOf(sets[at] ?? ""), soon).toMatch(/^(verified|no_effect)$/);
    const outcome = await outcomeOf(sets[at] ?? "");
    outcomes.add(outcome);
    const { codes } = await simulator.relation(relationId);
    const writes = await writesOf(relationId);
    // No effect: the intent was on disk, and the server went before the request left.
    expect({ outcome, on: codes.includes(ban), writes }).toEqual(
      outcome === "verified"
        ? { outcome: "verified", on: true, writes: [`ADD ${ban}`] }
        : { outcome: "no_effect", on: false, writes: [] },
    );
  }
  expect(outcomes).toContain("verified");
}, 240_000);
