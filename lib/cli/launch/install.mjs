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
 * Runs npm on the packages, or says what to repeat.
 *
 * @param {...string} args
 */
async function install(...args) {
  const code = await runNpm([...args, "--no-audit", "--no-fund"]);
  if (code !== 0) throw new StepFailed("The packages could not be installed. To repeat that alone: npm ci");
}

/**
 * Installs by the lock file, unless that was done already. An interrupted installation leaves no stamp, and
 * `npm ci` begins by emptying the folder: the next run starts afresh.
 */
export async function ensureInstalled() {
  if (readStamp(stamp) === wanted()) return;
  await step("Installing packages (npm ci; one of them is compiled, which takes a minute or two)", async () => {
    rmSync(stamp, { force: true });
    await install("ci", "--include=dev");
    writeStamp(stamp, wanted());
  });
}

/**
 * The same in two parts, for who has work meanwhile: to compile takes one core a minute, and neither checks nor the
 * production build need what comes of it. Gives the wait for the second part, which throws where that failed.
 *
 * @returns {Promise<() => Promise<void>>}
 */
export async function installForChecks() {
  if (readStamp(stamp) === wanted()) return async () => undefined;
  await step("Installing packages (npm ci, still without what is compiled)", async () => {
    rmSync(stamp, { force: true });
    await install("ci", "--include=dev", "--ignore-scripts");
  });
  const compiling = install("rebuild").then(() => writeStamp(stamp, wanted()));
  // Told to who waits for it, and no sooner.
  compiling.catch(() => undefined);
  /** @type {Promise<void> | undefined} */
  let waiting;
  return () => {
    waiting ??= step("Waiting for what is compiled beside", () => compiling);
    return waiting;
  };
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
