import { contextOf } from "@/lib/cli/bench/context";
import { percentile, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { mixedQueries } from "@/lib/cli/bench/mixed-queries";
import { openDatabase } from "@/lib/db/database";
import { listMembers } from "@/lib/services/members/list-members";

/** Pages of the members list as a person may ask for them, straight from the service. */
export const listLine: Line = async function* ({ engine, sizes, populations, say }) {
  for (const { members, limitMs } of sizes.lists) {
    const { simulator, url } = await populations.of(engine, members);
    const database = openDatabase(url);
    const context = contextOf(database, simulator.payer);
    const texts = await database.read
      .selectFrom("relation")
      .select("search")
      .orderBy("relation_id")
      .limit(500)
      .execute();
    const queries = mixedQueries(
      texts.map(({ search }) => search),
      members,
      sizes.listQueries,
    );
    say(`asking for ${queries.length} pages of ${members} relations on ${engine}`);
    const asked: { readonly ms: number; readonly query: string }[] = [];
    for (const query of queries) {
      const began = performance.now();
      await listMembers(context, query);
      asked.push({ ms: performance.now() - began, query: JSON.stringify(query) });
    }
    await database.close();
    // The first tenth is for warm code and a filled cache.
    const counted = asked.slice(Math.floor(asked.length / 10)).toSorted((a, b) => b.ms - a.ms);
    const times = counted.map(({ ms }) => ms);
    yield {
      line: "list",
      engine,
      what: `a page of ${members}, p95`,
      unit: "ms",
      measured: percentile(times, 95),
      limit: limitMs,
      wanted: "at most",
      note: `median ${short(percentile(times, 50))}, longest ${short(times[0] ?? 0)} of ${times.length}`,
      details: counted.slice(0, 10).map(({ ms, query }) => `${short(ms)} ms: ${query}`),
    };
  }
};
