/**
 * `npm test`: everything that CI runs, in one command on a fresh clone. It installs what is missing, asks nothing, and
 * can be run again after an interruption. Options: `--only unit,lint`, `--no-browser`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./launch/build.mjs";
import { ensureChromium } from "./launch/chromium.mjs";
import { installForChecks, runNpm } from "./launch/install.mjs";
import { seconds } from "./launch/progress.mjs";
import { project } from "./launch/project.mjs";
import { launch, Refusal, requireNode } from "./launch/refusal.mjs";
import { objection, readReport } from "./launch/test-report.mjs";

const reports = join(project, ".linkbook");
const unitReport = join(reports, "unit.json");
const browserReport = join(reports, "browser.json");

/**
 * Fast parts first, and first what does without compiled packages. `script` is the npm script that repeats the step alone.
 *
 * @type {{ name: string, script: string, args?: string[], report?: string }[]}
 */
const steps = [
  { name: "format and lint", script: "lint" },
  { name: "types", script: "types" },
  { name: "import rules", script: "imports" },
  { name: "dead code", script: "deadcode" },
  { name: "production build", script: "build" },
  {
    name: "unit",
    script: "unit",
    args: ["--", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
    report: unitReport,
  },
  { name: "browser", script: "browser", report: browserReport },
];

/**
 * The exit code of one step. A build of these very sources counts as built.
 *
 * @param {string} script
 * @param {string[]} args
 */
const perform = (script, args) =>
  script === "build" ? ensureBuilt().then(() => 0) : runNpm(["run", "--silent", script, ...args]);

/** @returns {typeof steps} */
function chosen() {
  const { values } = parseArgs({ options: { only: { type: "string" }, "no-browser": { type: "boolean" } } });
  const names = values.only?.split(",").map((name) => name.trim());
  const unknown = names?.find((name) => !steps.some(({ script }) => script === name));
  if (unknown) throw new Refusal(`--only ${unknown}: one or more of ${steps.map(({ script }) => script).join(", ")}`);
  return steps
    .filter(({ script }) => names?.includes(script) ?? true)
    .filter(({ script }) => !(values["no-browser"] && script === "browser"));
}

await launch(async () => {
  requireNode("20.19");
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const wanted = chosen();
  const compiled = await installForChecks();
  if (wanted.some(({ script }) => script === "browser")) await ensureChromium();
  mkdirSync(reports, { recursive: true });

  /** @type {string[]} */
  const table = [];
  let [passed, failed] = [0, 0];
  /** @type {string | null} */
  let broken = null;
  for (const { name, script, args = [], report } of wanted) {
    if (broken) {
      table.push(`  ${name.padEnd(18)}not run`);
      continue;
    }
    if (report) await compiled();
    console.log(`\n▸ ${name}`);
    const began = Date.now();
    if (report) rmSync(report, { force: true });
    const code = await perform(script, args);
    const count = report ? readReport(report) : null;
    const why = code !== 0 ? `exit code ${code}` : report ? objection(count) : null;
    passed += count?.passed ?? 0;
    failed += Math.max(count?.failed ?? 0, why ? 1 : 0);
    if (why) broken = `${name} failed (${why}). To repeat it alone: npm run ${script}`;
    const tests = count
      ? `${count.passed} tests: ${count.on.sqlite} on SQLite, ${count.on.postgres} on PostgreSQL`
      : "";
    table.push(
      `  ${name.padEnd(18)}${(why ? "FAILED" : "passed").padEnd(10)}${seconds(Date.now() - began).padStart(8)}  ${tests}`,
    );
  }

  // Also where nothing wanted it, so that the installation is whole.
  await compiled();
  console.log(`\n${table.join("\n")}\n`);
  if (broken) console.log(broken);
  console.log(`${passed} passed, ${failed} failed`);
  return broken ? 1 : 0;
});
