/**
 * `npm run bench`: measures the budgets and prints them as a table of measured / limit / ratio. Ends with 1 when one is
 * not met. Takes a quarter of an hour on a machine that does nothing else; `--only` takes a choice of lines.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { type Engine, engines, openDatabases } from "@/lib/cli/bench/engine";
import { type Figure, isMet, ratioOf, table } from "@/lib/cli/bench/figure";
import { isLineName, lineNames, lines } from "@/lib/cli/bench/lines";
import { createPopulations } from "@/lib/cli/bench/population";
import { fullSizes, smallSizes } from "@/lib/cli/bench/sizes";
import { CommandError, runCommand } from "@/lib/cli/command";
import { ensureBuilt } from "@/lib/cli/launch/build.mjs";
import { stopChildren } from "@/lib/cli/launch/child.mjs";

const isEngine = (text: string): text is Engine => engines.some((engine) => engine === text);

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: lineNames.join(",") },
      engine: { type: "string", default: "both" },
      json: { type: "string" },
      small: { type: "boolean", default: false },
    },
  });
  const asked = values.only.split(",");
  const unknown = asked.filter((name) => !isLineName(name));
  if (unknown.length > 0) throw new CommandError(`--only ${unknown.join(",")}: choose from ${lineNames.join(",")}`);
  const on = values.engine === "both" ? engines : isEngine(values.engine) ? [values.engine] : null;
  if (!on) throw new CommandError(`--engine ${values.engine}: choose from ${engines.join(", ")}, both`);
  return { ...values, only: lineNames.filter((name) => asked.includes(name)), on };
}

const say = (text: string): void => console.error(`· ${text}`);

interface Measured {
  readonly figures: readonly Figure[];
  /** Lines that came to no figure, and why. */
  readonly failures: readonly string[];
}

async function measure({ only, on, small }: ReturnType<typeof readOptions>): Promise<Measured> {
  const databases = openDatabases();
  const populations = createPopulations(databases, say);
  const sizes = small ? smallSizes : fullSizes;
  const figures: Figure[] = [];
  const failures: string[] = [];
  try {
    for (const name of only) {
      const { measure, once } = lines[name];
      for (const engine of once ? on.slice(0, 1) : on) {
        try {
          for await (const figure of measure({ engine, sizes, databases, populations, say })) {
            figures.push(figure);
            say(table([figure])[1] ?? "");
          }
        } catch (error) {
          console.error(error);
          const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
          failures.push(`${name} on ${engine}: ${why}`);
        }
      }
    }
  } finally {
    // After a failure a line's own processes are still there.
    stopChildren();
    await populations.close();
    await databases.close();
  }
  return { figures, failures };
}

await runCommand(async () => {
  const options = readOptions();
  if (options.only.some((name) => lines[name].built)) await ensureBuilt();
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}`;
  const load = loadavg().map((value) => value.toFixed(1));
  const at = new Date().toISOString();
  const { figures, failures } = await measure(options);
  const missed = figures.filter((figure) => !isMet(figure)).length;
  if (options.json) {
    const told = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) }));
    writeFileSync(options.json, `${JSON.stringify({ at, machine, load, figures: told, failures }, null, 2)}\n`);
  }
  console.log([`${machine}; load at the start ${load.join(" ")}`, ...table(figures)].join("\n"));
  const problems = failures.map((failure) => `Not measured: ${failure}`);
  if (missed > 0) problems.push(`${missed} of ${figures.length} budgets are not met.`);
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
});
