import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ended, start } from "@/lib/cli/launch/child.mjs";
import { project } from "@/lib/cli/launch/project.mjs";
import { firstLine } from "@/lib/cli/launch/ready.mjs";
import { parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";

const uid = z.string().transform((text, context): Uid => {
  const parsed = parseUid(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "not a UID" });
  return z.NEVER;
});
const relationId = z.string().transform((text, context): RelationId => {
  const parsed = parseRelationId(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "not a relation id" });
  return z.NEVER;
});
const ready = z.object({ port: z.number(), controlPort: z.number(), payerUid: uid });
const minted = z.object({ relationId, memberUid: uid });
const event = z.looseObject({
  event: z.string(),
  seq: z.number(),
  at: z.string().transform((text) => Date.parse(text)),
  call: z.string().nullish(),
  operation: z.string().nullish(),
  relationId: z.string().nullish(),
});
/** A line of the journal; `at` in milliseconds. `lib/simulator/README.md` says what there is. */
export type JournalEvent = z.infer<typeof event>;

/** The simulator as a process of its own, which ends with this one. */
export interface Simulator {
  readonly port: number;
  readonly payer: Uid;
  /** A new relation, by itself in effect and without codes. */
  mint(wanted?: Readonly<Record<string, unknown>>): Promise<z.infer<typeof minted>>;
  /** What the journal holds after this event. */
  journal(sinceSeq?: number): readonly JournalEvent[];
  lastSeq(): number;
  close(): Promise<void>;
}

/** `switches`: over the simulator's own; there is no quota, since what is measured is the desk. */
export async function startSimulator(
  members: number,
  switches: Readonly<Record<string, unknown>> = {},
): Promise<Simulator> {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-bench-simulator-"));
  const journalFile = join(folder, "journal.jsonl");
  const config = JSON.stringify({ quotaPerSecond: 0, ...switches });
  const flags = ["--port", "0", "--control-port", "0", "--members", String(members), "--seed", "1"];
  const script = ["lib/cli/run.mjs", "lib/simulator/main.ts", ...flags, "--journal", journalFile, "--config", config];
  const child = start(process.execPath, script, { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
  const { port, controlPort, payerUid } = ready.parse(JSON.parse(await firstLine(child, "The simulator")));
  const journal = (sinceSeq = 0) =>
    readFileSync(journalFile, "utf8")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [event.parse(JSON.parse(line))]))
      .filter(({ seq }) => seq > sinceSeq);
  return {
    port,
    payer: payerUid,
    async mint(wanted = {}) {
      const answer = await fetch(`http://127.0.0.1:${controlPort}/relations`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "FinancialManagement", state: "RELATED", ...wanted }),
      });
      return minted.parse(await answer.json());
    },
    journal,
    lastSeq: () => journal().at(-1)?.seq ?? 0,
    async close() {
      child.kill("SIGTERM");
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
