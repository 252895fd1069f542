import { constants } from "node:os";
import { stopped } from "./child.mjs";

/** A reason not to go on that a person can act on: printed as it stands, without a stack. */
export class Refusal extends Error {}

/** A step that ran and failed; its own output has said why. */
export class StepFailed extends Error {}

/**
 * Runs a launcher to its end and sets the exit code: what `work` answers, 1 after a refusal, 128 + its number after
 * a signal that came before `work` had an answer.
 *
 * @param {() => Promise<number>} work
 */
export async function launch(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    const signal = stopped();
    const expected = error instanceof Refusal || error instanceof StepFailed;
    if (signal) console.error("\nStopped. The same command goes on from here.");
    else console.error(expected ? `\n${error.message}` : error);
    process.exitCode = signal ? 128 + constants.signals[signal] : 1;
  }
}

/**
 * Refuses a Node older than `least` ("20.19"), and Node 24 from the release on that aborts in better-sqlite3 12.
 *
 * @param {string} least
 * @param {string} [running]
 */
export function requireNode(least, running = process.versions.node) {
  const [major = 0, minor = 0] = running.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = least.split(".").map(Number);
  if (major === 24 && minor >= 19) {
    throw new Refusal(
      `This is Node ${running}. From 24.19 on, Node 24 aborts the process now and then in better-sqlite3 12 ` +
        "(https://github.com/nodejs/node/issues/65446). Use Node 26 or 22, and install anew: npm ci",
    );
  }
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Refusal(
    `Node ${least} or newer is needed; this is Node ${running}. Get the current LTS: https://nodejs.org`,
  );
}
