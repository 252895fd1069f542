/**
 * `npm run chaos`: a fault campaign on real processes, judged by the simulator's journal. Ends with 1 when something
 * happened that never may, or when not all of it could be done in time.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Engine, engines, openDatabases } from "@/lib/cli/bench/engine";
import { runCampaign } from "@/lib/cli/chaos/campaign";
import { isMix, mixes } from "@/lib/cli/chaos/fault-mix";
import { judge } from "@/lib/cli/chaos/oracle";
import { ruleLines, storyLines } from "@/lib/cli/chaos/report";
import { CommandError, runCommand } from "@/lib/cli/command";
import { ensureBuilt } from "@/lib/cli/launch/build.mjs";
import { stopChildren } from "@/lib/cli/launch/child.mjs";

const isEngine = (text: string): text is Engine => engines.some((engine) => engine === text);

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new CommandError(`--${name} ${text}: a whole number from ${least} on is wanted`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      changes: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      engine: { type: "string", default: "both" },
      kills: { type: "string" },
      worker: { type: "string" },
      mix: { type: "string", default: "mixed" },
    },
  });
  const on = values.engine === "both" ? engines : isEngine(values.engine) ? [values.engine] : null;
  if (!on) throw new CommandError(`--engine ${values.engine}: choose from ${engines.join(", ")}, both`);
  const { mix } = values;
  if (!isMix(mix)) throw new CommandError(`--mix ${mix}: choose from ${Object.keys(mixes).join(", ")}`);
  const changes = wholeNumber("changes", values.changes, 1);
  const kills =
    values.kills === undefined ? Math.max(3, Math.ceil(changes / 400)) : wholeNumber("kills", values.kills, 0);
  return { on, mix, changes, kills, seed: wholeNumber("seed", values.seed, 0), worker: values.worker };
}

/** Runs one on an engine and prints what came of it. Gives what is to be said against it. */
async function campaign(
  engine: Engine,
  { changes, kills, seed, mix, worker }: ReturnType<typeof readOptions>,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), `linkbook-chaos-${engine}-`));
  const began = Date.now();
  const say = (text: string): void =>
    console.error(`· ${engine}, ${Math.round((Date.now() - began) / 1_000)} s: ${text}`);
  const databases = engine === "postgres" ? openDatabases() : null;
  try {
    const url = databases ? (await databases.make(engine)).url : `file:${join(folder, "linkbook.sqlite")}`;
    const ran = await runCampaign({
      ...{ changes, kills, seed, mix, folder, say, databaseUrl: url },
      processes: engine === "postgres" ? 2 : 1,
      run: worker === undefined ? "app" : { sources: resolve(worker) },
    });
    const verdict = judge(ran.evidence);
    console.log(
      [`\n${engine}, seed ${seed}`, ...storyLines(ran, verdict), "", ...ruleLines(verdict.findings)].join("\n"),
    );
    console.log(`\nThe simulator's journal: ${ran.journal}`);
    if (verdict.findings.length === 0)
      for (const name of readdirSync(folder))
        if (join(folder, name) !== ran.journal) rmSync(join(folder, name), { recursive: true });
    return [
      ...(verdict.findings.length > 0 ? [`${verdict.findings.length} things happened that never may.`] : []),
      ...(ran.asked ? [] : ["There was no time to ask for all changes."]),
      ...(ran.settled ? [] : ["Not everything settled in time."]),
    ].map((what) => `${engine}: ${what}`);
  } finally {
    stopChildren("SIGKILL");
    await databases?.close();
  }
}

await runCommand(async () => {
  const options = readOptions();
  if (options.worker === undefined) await ensureBuilt();
  const objections: string[] = [];
  for (const engine of options.on) objections.push(...(await campaign(engine, options)));
  if (objections.length > 0) throw new CommandError(objections.join("\n"));
});
