import { setTimeout as wait } from "node:timers/promises";
import { ended } from "./child.mjs";
import { StepFailed } from "./refusal.mjs";

/**
 * Waits until an address answers 200. Throws when the process behind it ends first, or after `limit` milliseconds.
 *
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} child
 * @param {{ name?: string, limit?: number }} [options] the child's name in the error
 */
export async function answers(url, child, { name = "Linkbook", limit = 60_000 } = {}) {
  /** @type {number | null} */
  let code = null;
  void ended(child).then((it) => {
    code = it;
  });
  const until = Date.now() + limit;
  while (Date.now() < until) {
    if (code !== null) throw new StepFailed(endedEarly(name, code));
    const status = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await wait(40);
  }
  throw new StepFailed(`${name} did not become ready at ${url} within ${limit / 1000} s.`);
}

/**
 * @param {string} name
 * @param {number} code
 */
const endedEarly = (name, code) => `${name} ended before it was ready (exit code ${code}).`;

/**
 * The first line of a child's standard output, which has to be piped. Throws when the child ends without one.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} name for the error
 * @returns {Promise<string>}
 */
export const firstLine = (child, name) =>
  new Promise((resolve, reject) => {
    let text = "";
    const read = (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (!text.includes("\n")) return;
      child.stdout?.off("data", read);
      resolve(text.slice(0, text.indexOf("\n")));
    };
    child.stdout?.on("data", read);
    ended(child).then((code) => reject(new StepFailed(endedEarly(name, code))), reject);
  });
