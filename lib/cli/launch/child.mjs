import { spawn } from "node:child_process";
import { constants } from "node:os";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * The exit code of a child that has ended, the way a shell tells it: 128 + the signal's number after a signal.
 *
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
export const ended = (child) =>
  new Promise((resolve, reject) => {
    const say = () => resolve(child.exitCode ?? 128 + (child.signalCode ? constants.signals[child.signalCode] : 0));
    if (child.exitCode !== null || child.signalCode !== null) return say();
    child.once("error", reject);
    child.once("exit", say);
  });

/**
 * The children that run, each with the milliseconds it is given to end after a signal.
 *
 * @type {Map<ChildProcess, number>}
 */
const running = new Map();
/** @type {NodeJS.Signals | null} */
let stoppedBy = null;

/** The signal that ended this process's work, if one did. */
export const stopped = () => stoppedBy;

/**
 * Starts a child that does not outlive this process: a signal to us is passed on to it, and when it has not ended
 * `patience` milliseconds later (Infinity: never), it is killed. Throws when such a signal has come already.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { patience?: number }} [options]
 */
export function start(command, args, { patience = 800, ...options } = {}) {
  if (stoppedBy) throw new Error(`stopped by ${stoppedBy}`);
  watchSignals();
  const child = spawn(command, args, { stdio: "inherit", ...options });
  running.set(child, patience);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Starts a child and waits for its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof start>[2]} [options]
 */
export const run = (command, args, options) => ended(start(command, args, options));

/**
 * Ends all children that run.
 *
 * @param {NodeJS.Signals} [signal]
 */
export function stopChildren(signal = "SIGTERM") {
  for (const [child, patience] of running) {
    child.kill(signal);
    if (patience !== Number.POSITIVE_INFINITY)
      setTimeout(() => running.has(child) && child.kill("SIGKILL"), patience).unref();
  }
}

let watching = false;

function watchSignals() {
  if (watching) return;
  watching = true;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      stoppedBy ??= signal;
      stopChildren(signal);
    });
  }
  process.on("exit", () => {
    for (const child of running.keys()) child.kill("SIGKILL");
  });
}
