import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { step } from "./progress.mjs";
import { project } from "./project.mjs";
import { Refusal, StepFailed } from "./refusal.mjs";
import { fingerprint, readStamp, writeStamp } from "./stamp.mjs";

const stamp = join(project, "node_modules/.linkbook-install");

/** What an installation depends on: the lock file, and the Node its compiled parts were made for. */
const wanted = () =>
  fingerprint(project, ["package-lock.json"], { also: [process.platform, process.arch, process.versions.modules] });

/**
 * Installs by the lock file, unless that was done already. An interrupted installation leaves no stamp, and
 * `npm ci` begins by emptying the folder: the next run starts afresh.
 */
export async function ensureInstalled() {
  if (readStamp(stamp) === wanted()) return;
  await step("Installing packages (npm ci; one of them is compiled, which takes a minute or two)", async () => {
    rmSync(stamp, { force: true });
    const code = await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"]);
    if (code !== 0) throw new StepFailed("The packages could not be installed. To repeat that alone: npm ci");
    writeStamp(stamp, wanted());
  });
}

/** Refuses to go on without packages. */
export function requireInstalled() {
  if (existsSync(join(project, "node_modules/next"))) return;
  throw new Refusal("The packages are not installed. Install them by the lock file: npm ci");
}

/**
 * Runs npm by the file that is running us, where there is one: no shell, and the same npm on every platform.
 *
 * @param {string[]} args
 */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  const options = { cwd: project, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } };
  if (npm && /\.[cm]?js$/.test(npm)) return run(process.execPath, [npm, ...args], options);
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}
