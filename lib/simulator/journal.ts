import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { z } from "zod";
import { type Account, accountSchema } from "@/lib/simulator/accounts";
import type { Clock } from "@/lib/simulator/clock";
import type { JournalEntry, JournalEvent } from "@/lib/simulator/journal-events";
import { type Relation, relationSchema } from "@/lib/simulator/relation";

/** The only fields that the simulator reads back from its own file. */
const pastLine = z.object({
  seq: z.int(),
  event: z.string(),
  seed: z.int().optional(),
  members: z.int().optional(),
  payerUid: z.string().optional(),
  relation: relationSchema.optional(),
  account: accountSchema.optional(),
});

/** What an earlier process left. */
export type Remains = { readonly relations: readonly Relation[]; readonly accounts: readonly Account[] };

type Origin = { seed: number; members: number; payerUid: string };

/**
 * The simulator's own record: JSON Lines, appended with one `write` per event before anything that follows from it,
 * so that it survives a killed process (not a power cut). Nobody else writes it.
 */
export class Journal {
  private readonly file: number;
  private end = 0;
  private seq = 0;
  /** Byte offset of each event of this file, by position: lets `since` start reading in the middle. */
  private readonly offsets: number[] = [];
  private firstSeq = 1;
  private isClosed = false;
  private readonly listeners = new Set<() => void>();

  /** Throws the file system's error when the file cannot be opened or is not a journal. */
  constructor(
    readonly path: string,
    private readonly clock: Clock,
  ) {
    this.file = openSync(path, "a+");
  }

  /**
   * Reads what an earlier process left: continues its `seq`, and returns relations and accounts as that process left
   * them if it served the same population, else none.
   */
  resume(origin: Origin): Remains {
    const kept = new Map<string, Relation>();
    const accounts = new Map<string, Account>();
    let isSameOrigin = false;
    const bytes = readFileSync(this.path);
    let start = 0;
    for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, start)) {
      const line = pastLine.safeParse(parseLine(bytes.toString("utf8", start, newline)));
      if (line.success) {
        this.remember(line.data.seq, start);
        if (line.data.event === "started") isSameOrigin = matches(line.data, origin);
        if (line.data.relation && isSameOrigin) kept.set(line.data.relation.relationId, line.data.relation);
        if (line.data.account && isSameOrigin) accounts.set(line.data.account.uid, line.data.account);
      }
      start = newline + 1;
    }
    this.end = fstatSync(this.file).size;
    // A process that was killed while writing leaves half a line, which must not swallow the next event.
    if (start < this.end) this.end += writeSync(this.file, "\n");
    return { relations: [...kept.values()], accounts: [...accounts.values()] };
  }

  append(entry: JournalEntry): number {
    const seq = ++this.seq;
    if (this.isClosed) return seq;
    const event: JournalEvent = { seq, at: new Date(this.clock.now()).toISOString(), ...entry };
    this.offsets.push(this.end);
    this.end += writeSync(this.file, `${JSON.stringify(event)}\n`);
    for (const listener of this.listeners) listener();
    return seq;
  }

  /** The sequence number that the next event gets. */
  get next(): number {
    return this.seq + 1;
  }

  /** The text lines of all events after `seq`. */
  linesAfter(seq: number): string[] {
    const from = this.offsets[Math.max(0, seq + 1 - this.firstSeq)];
    if (from === undefined) return [];
    const bytes = Buffer.alloc(this.end - from);
    readSync(this.file, bytes, 0, bytes.length, from);
    return bytes.toString("utf8").split("\n").filter(Boolean);
  }

  /** Calls back after each event until the returned function is called. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** What still happens afterwards (an effect that was due later) is not recorded. */
  close(): void {
    if (!this.isClosed) closeSync(this.file);
    this.isClosed = true;
  }

  private remember(seq: number, offset: number): void {
    if (this.offsets.length === 0) this.firstSeq = seq;
    this.offsets.push(offset);
    this.seq = seq;
  }
}

function matches(line: Partial<Record<keyof Origin, unknown>>, origin: Origin): boolean {
  return line.seed === origin.seed && line.members === origin.members && line.payerUid === origin.payerUid;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
