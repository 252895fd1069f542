import { short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { gatewayTo, openDesk, sweep } from "@/lib/cli/bench/population";
import { startSimulator } from "@/lib/cli/bench/simulator";

/** The most of these moments, in order, that lie within any second. */
export function mostInASecond(moments: readonly number[]): number {
  let from = 0;
  let most = 0;
  moments.forEach((moment, index) => {
    while (moment - (moments[from] ?? moment) >= 1_000) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

/** A first sweep held to a rate: how long it takes, and how many calls upstream saw begin in its busiest second. */
export const sweepLine: Line = async function* ({ engine, sizes, databases, say }) {
  for (const { members, perSecond } of sizes.sweeps) {
    const simulator = await startSimulator(members);
    const database = await openDesk(await databases.make(engine), simulator.payer);
    say(`sweeping ${members} relations at ${perSecond} calls/s on ${engine}`);
    const began = performance.now();
    await sweep(database, simulator.payer, gatewayTo(simulator, perSecond));
    const seconds = (performance.now() - began) / 1_000;
    const received = simulator.journal().filter(({ event }) => event === "received");
    await database.close();
    await simulator.close();
    const of = { line: "sweep", engine, what: `${members} at ${perSecond}/s` };
    const bare = received.length / perSecond;
    yield {
      ...of,
      what: `${of.what}: wall time`,
      unit: "s",
      measured: seconds,
      limit: 1.05 * bare,
      wanted: "at most",
      note: `${received.length} calls; calls / rate = ${short(bare)} s`,
    };
    yield {
      ...of,
      what: `${of.what}: busiest second`,
      unit: "calls",
      measured: mostInASecond(received.map(({ at }) => at)),
      limit: perSecond,
      wanted: "at most",
      note: "as the simulator received them",
    };
  }
};
