import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./child.mjs";
import { step } from "./progress.mjs";
import { project } from "./project.mjs";
import { Refusal, StepFailed } from "./refusal.mjs";

/** In order: the headless shell takes half the time of a full browser. */
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** @param {string} path */
const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A browser counts when it starts: some distributions put a stub there that only says where to get it. */
const starts = (/** @type {string} */ path) => spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;

/**
 * The browser of this system: `LINKBOOK_CHROMIUM`, else a Chromium on the PATH or in /usr/bin, else null.
 * Refuses a `LINKBOOK_CHROMIUM` that does not start.
 *
 * @param {Record<string, string | undefined>} [env]
 * @param {string[]} [usual] folders looked at after the PATH
 */
export function systemChromium(env = process.env, usual = ["/usr/bin"]) {
  const wanted = env.LINKBOOK_CHROMIUM;
  if (wanted) {
    if (isProgram(wanted) && starts(wanted)) return wanted;
    throw new Refusal("LINKBOOK_CHROMIUM: the path of a Chromium that starts is wanted");
  }
  const folders = [...(env.PATH ?? "").split(delimiter), ...usual].filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isProgram);
  return found.find(starts) ?? null;
}

/** Whether Playwright starts a browser that it has downloaded itself. */
function playwrightStarts() {
  const script = "require('@playwright/test').chromium.launch({ args: ['--no-sandbox'] }).then((it) => it.close())";
  return spawnSync(process.execPath, ["-e", script], { cwd: project, timeout: 30_000 }).status === 0;
}

/** Sees to it that there is a browser: the system's, else the distribution's package, else Playwright's own. */
export async function ensureChromium() {
  if (systemChromium() || playwrightStarts()) return;
  await step("Getting a browser for the tests", async () => {
    if (await fromDistribution()) return;
    const playwright = join(project, "node_modules/@playwright/test/cli.js");
    const code = await run(process.execPath, [playwright, "install", "--with-deps", "chromium-headless-shell"]);
    if (code !== 0) {
      throw new StepFailed("No browser could be installed. Install Chromium, or name one: LINKBOOK_CHROMIUM=/path");
    }
  });
}

/** Tries Debian's and Ubuntu's packages, as root or by a sudo that asks nothing. */
async function fromDistribution() {
  if (spawnSync("apt-get", ["--version"]).status !== 0) return false;
  const root = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (root.length > 0 && spawnSync("sudo", ["-n", "true"]).status !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (/** @type {string[]} */ ...args) => {
    const [command = "apt-get", ...rest] = [...root, "apt-get", ...args];
    return run(command, rest, { env, stdio: ["ignore", "inherit", "inherit"] });
  };
  await apt("update", "--quiet");
  for (const name of names.slice(0, 2)) {
    if ((await apt("install", "--yes", "--quiet", "--no-install-recommends", name)) === 0 && systemChromium())
      return true;
  }
  return false;
}
