import { readFileSync } from "node:fs";
import { CommandError } from "@/lib/cli/command";

/** Megabytes that a process and those that it started hold in memory. Throws where there is no /proc. */
export function residentMegabytes(pid: number): number {
  try {
    return kilobytes(pid) / 1_000;
  } catch (error) {
    throw new CommandError("memory: it is read from /proc, which this system does not have", { cause: error });
  }
}

function kilobytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1.024;
  return children
    .split(" ")
    .filter((child) => child !== "")
    .reduce((sum, child) => sum + kilobytes(Number(child)), own);
}

/** Watches a process while something is done, and gives the most that it held. */
export async function mostResident(pid: number, work: () => Promise<void>): Promise<number> {
  let most = residentMegabytes(pid);
  const timer = setInterval(() => {
    most = Math.max(most, residentMegabytes(pid));
  }, 25);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, residentMegabytes(pid));
}
