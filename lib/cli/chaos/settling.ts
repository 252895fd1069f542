import { setTimeout as sleep } from "node:timers/promises";
import { openWork } from "@/lib/cli/chaos/asking";
import type { Desk } from "@/lib/cli/chaos/desk";
import type { Scene } from "@/lib/cli/chaos/incidents";
import { times } from "@/lib/cli/chaos/settings";
import { until } from "@/lib/cli/chaos/until";

const startWithinMs = 60_000;
const lastRequestsWithinMs = 30_000;
const drainWithinMs = 120_000;

/** Whether the first sweep came within a minute. */
export const isRead = (desk: Desk): Promise<boolean> => until(startWithinMs, () => isSwept(desk));

const isSwept = async ({ database, payer }: Desk): Promise<boolean> => {
  const rows = await database.read.selectFrom("sweep").select("status").where("payer_uid", "=", payer).execute();
  return rows.some(({ status }) => status === "complete");
};

/** Faults off, everything settled, and two sweeps later: what the desk says must be so. */
export async function settleDown({ desk, upstream, say }: Scene): Promise<boolean> {
  // What was asked for last is to meet faults as well; some of it may wait for as long as they last.
  await until(lastRequestsWithinMs, async () => [...(await openWork(desk)).values()].every((codes) => codes !== null));
  await upstream.clearFaults();
  say("no more faults; waiting until everything has settled");
  const drained = await until(drainWithinMs, async () => (await openWork(desk)).size === 0);
  // What comes too late for its operation comes so long after it has settled.
  await sleep(times.tooLate - times.settle + 500);
  const from = new Date().toISOString();
  const { read } = desk.database;
  const swept = await until(drainWithinMs, async () => {
    const complete = await read
      .selectFrom("sweep")
      .select("id")
      .where("payer_uid", "=", desk.payer)
      .where("status", "=", "complete")
      .where("started_at", ">", from)
      .execute();
    const unread = await read
      .selectFrom("relation")
      .select("relation_id")
      .where("payer_uid", "=", desk.payer)
      .where("state", "in", ["RELATED", "CHANGE_CONFIRMING"])
      .where((e) => e.or([e("read_began_at", "is", null), e("read_began_at", "<", from)]))
      .execute();
    return complete.length >= 2 && unread.length === 0;
  });
  return drained && swept && (await openWork(desk)).size === 0;
}
