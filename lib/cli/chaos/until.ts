import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until it is so. False when it was not within so many milliseconds. */
export async function until(limitMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) if (await isSo()) return true;
  return false;
}
