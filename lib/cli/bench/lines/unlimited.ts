import { bareLoop } from "@/lib/bss/testing/bare-loop";
import { median, short } from "@/lib/cli/bench/figure";
import type { Bench, Line } from "@/lib/cli/bench/line";
import { gatewayTo, openDesk, sweep } from "@/lib/cli/bench/population";
import { type Simulator, startSimulator } from "@/lib/cli/bench/simulator";

/** Calls a second of a first sweep without a limit, into a database of its own; and the relations that it read. */
async function sweepSpeed({ engine, databases }: Bench, simulator: Simulator) {
  const database = await openDesk(await databases.make(engine), simulator.payer);
  const gateway = gatewayTo(simulator, Number.POSITIVE_INFINITY);
  let calls = 0;
  const counted = {
    queryRelationList: (...input: Parameters<typeof gateway.queryRelationList>) => {
      calls += 1;
      return gateway.queryRelationList(...input);
    },
    queryPermissionList: (...input: Parameters<typeof gateway.queryPermissionList>) => {
      calls += 1;
      return gateway.queryPermissionList(...input);
    },
  };
  const began = performance.now();
  await sweep(database, simulator.payer, counted);
  const seconds = (performance.now() - began) / 1_000;
  const read = await database.read
    .selectFrom("relation")
    .select("relation_id")
    .where("read_began_at", "is not", null)
    .execute();
  await database.close();
  return { perSecond: calls / seconds, relationIds: read.map(({ relation_id }) => relation_id) };
}

/** A sweep without a limit against 16 loops over the vendor's SDK, in pairs that take turns at being first. */
export const unlimitedLine: Line = async function* (bench) {
  const { members, pairs } = bench.sizes.unlimited;
  const simulator = await startSimulator(members);
  // Not counted: both begin with warm code.
  const { relationIds } = await sweepSpeed(bench, simulator);
  const bareSpeed = async () => (relationIds.length / (await bareLoop(simulator.port, relationIds, 16))) * 1_000;
  await bareSpeed();
  const found: { readonly share: number; readonly sweep: number; readonly bare: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    bench.say(`sweep and bare loop, pair ${pair + 1} of ${pairs}, on ${bench.engine}`);
    const first = pair % 2 === 0 ? (await sweepSpeed(bench, simulator)).perSecond : null;
    const bare = await bareSpeed();
    const own = first ?? (await sweepSpeed(bench, simulator)).perSecond;
    found.push({ share: (own / bare) * 100, sweep: own, bare });
  }
  await simulator.close();
  const each = found.map(({ share }) => short(share)).join(", ");
  yield {
    line: "unlimited",
    engine: bench.engine,
    what: `${members} without a limit, of a bare loop`,
    unit: "%",
    measured: median(found.map(({ share }) => share)),
    limit: 60,
    wanted: "at least",
    note: `median of ${each}; ${short(median(found.map((it) => it.sweep)))} against ${short(median(found.map((it) => it.bare)))} calls/s`,
  };
};
