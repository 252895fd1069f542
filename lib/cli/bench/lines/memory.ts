import { setTimeout as sleep } from "node:timers/promises";
import { type App, startApp } from "@/lib/cli/bench/app";
import { type Figure, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { mostResident, residentMegabytes } from "@/lib/cli/bench/resident";
import { openDatabase } from "@/lib/db/database";
import { newestSweep } from "@/lib/db/queries/sweeps";
import type { Uid } from "@/lib/domain/ids";
import { instant } from "@/lib/domain/ids";

/** Reads an address of the app to its end, as slowly as it comes; gives its bytes. Throws unless it is a 200. */
async function fetchAll(app: App, path: string): Promise<number> {
  const { name, value } = app.cookie;
  const answer = await fetch(`${app.address}${path}`, { headers: { cookie: `${name}=${value}` } });
  if (answer.status !== 200 || !answer.body) throw new Error(`${path}: ${answer.status}`);
  let bytes = 0;
  for await (const chunk of answer.body) bytes += chunk.byteLength;
  return bytes;
}

/** Waits until the sweep that began with the app is through. */
async function sweptSince(url: string, payer: Uid, since: number): Promise<void> {
  const database = openDatabase(url);
  try {
    for (;;) {
      const sweep = await newestSweep(database.read, payer);
      if (sweep && sweep.started_at >= instant(since) && sweep.status === "complete") return;
      if (Date.now() > since + 600_000) throw new Error("the sweep of the app does not end");
      await sleep(100);
    }
  } finally {
    await database.close();
  }
}

/** The app with a large enterprise: through its own sweep of the list and some pages, then through both exports. */
export const memoryLine: Line = async function* ({ engine, sizes, populations, say }) {
  const { members, pages } = sizes.memory;
  const population = await populations.of(engine, members);
  say(`watching the app's memory with ${members} relations on ${engine}`);
  const since = Date.now();
  const app = await startApp(population);
  const figure = (what: string, measured: number, limit: number, note: string): Figure => ({
    line: "memory",
    engine,
    what,
    unit: "MB",
    measured,
    limit,
    wanted: "at most",
    note,
  });

  const most = await mostResident(app.pid, async () => {
    await sweptSince(population.url, population.simulator.payer, since);
    for (let page = 1; page <= pages; page += 1) {
      await fetchAll(app, `/members?page=${page}`);
      await fetchAll(app, `/api/members?sort=permissions&page=${page}`);
    }
  });
  const now = residentMegabytes(app.pid);
  yield figure(`${members}: a sweep of the list and ${2 * pages} pages`, most, 400, `${short(now)} MB at the end`);
  for (const format of ["csv", "xlsx"]) {
    const before = residentMegabytes(app.pid);
    let bytes = 0;
    const began = performance.now();
    const peak = await mostResident(app.pid, async () => {
      bytes = await fetchAll(app, `/api/exports/members?format=${format}&zone=UTC`);
    });
    const seconds = (performance.now() - began) / 1_000;
    const note = `${short(before)} → ${short(peak)} MB; ${short(bytes / 1_000_000)} MB in ${short(seconds)} s`;
    yield figure(`${members}: more while exporting as ${format}`, peak - before, 50, note);
  }
  await app.close();
};
