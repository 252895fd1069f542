import type { Switches } from "@/lib/simulator/switches";

/** A time as the two lists print it: the samples have minutes (`2021-03-02T15:12Z`), the text beside them seconds. */
export function readTime(time: string, { timePrecision }: Switches): string {
  return timePrecision === "seconds" && time !== "" ? time.replace(/Z$/, ":00Z") : time;
}
