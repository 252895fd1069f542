import { startApp } from "@/lib/cli/bench/app";
import { median, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";

/** From the start of the built app on a database that is full already until `/readyz` answers 200. */
export const startLine: Line = async function* ({ engine, sizes, populations, say }) {
  const population = await populations.of(engine, sizes.start.members);
  say(`starting ${sizes.start.times} times on ${engine}`);
  const times: number[] = [];
  for (let count = sizes.start.times; count > 0; count -= 1) {
    const app = await startApp(population);
    times.push(app.readyAfterMs / 1_000);
    await app.close();
  }
  yield {
    line: "start",
    engine,
    what: `ready with ${sizes.start.members} relations, slowest start`,
    unit: "s",
    measured: Math.max(...times),
    limit: 3,
    wanted: "at most",
    note: `median ${short(median(times))} of ${times.length}`,
  };
};
