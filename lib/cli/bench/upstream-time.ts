import type { JournalEvent, Simulator } from "@/lib/cli/bench/simulator";

/**
 * Milliseconds between call and answer, as upstream saw them, of the three calls that a change takes: pre-read, write
 * and the first read after it. Throws when these are not there.
 */
export function threeCalls(simulator: Simulator, relationId: string, sinceSeq: number): number {
  const events = simulator.journal(sinceSeq).filter((it) => it.relationId === relationId);
  const received = events.filter(({ event }) => event === "received");
  const write = received.findIndex(({ operation }) => operation === "ModifyAccountRelation");
  const three = [received[write - 1], received[write], received[write + 1]];
  return three.reduce((sum, call) => sum + timeOf(events, call), 0);
}

function timeOf(events: readonly JournalEvent[], call: JournalEvent | undefined): number {
  const answered = events.find((it) => it.event === "answered" && it.call === call?.call);
  if (!call || !answered) throw new Error("a change did not take a read, a write and a read");
  return answered.at - call.at;
}
