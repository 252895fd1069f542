import { join } from "node:path";
import { run, start } from "./child.mjs";
import { project } from "./project.mjs";
import { StepFailed } from "./refusal.mjs";

const next = join(project, "node_modules/next/dist/bin/next");

/** @typedef {Parameters<typeof start>[2]} Options */

/**
 * Runs a TypeScript command of this project to its end. Throws unless it ends well; it has said itself what is wrong.
 *
 * @param {string} file relative to the project
 * @param {Options} [options]
 */
export async function command(file, options) {
  const args = ["--conditions=react-server", "lib/cli/run.mjs", file];
  const code = await run(process.execPath, args, { cwd: project, ...options });
  if (code !== 0) throw new StepFailed("Linkbook was not started.");
}

/**
 * Starts the built app. Next's own file, not npx: nothing stands between a signal and the server.
 *
 * @param {number} port
 * @param {Options} [options]
 */
export const serve = (port, options) =>
  start(process.execPath, [next, "start", "-p", String(port)], { cwd: project, ...options });
