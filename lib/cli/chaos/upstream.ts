import { join } from "node:path";
import { z } from "zod";
import { ended, start } from "@/lib/cli/launch/child.mjs";
import { project } from "@/lib/cli/launch/project.mjs";
import { firstLine } from "@/lib/cli/launch/ready.mjs";
import { parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";

const uid = z.custom<Uid>((value) => typeof value === "string" && parseUid(value) !== null);
const relationId = z.custom<RelationId>((value) => typeof value === "string" && parseRelationId(value) !== null);
const ready = z.object({ port: z.number(), controlPort: z.number(), payerUid: uid });
const relationView = z.object({
  relationId,
  state: z.string(),
  codes: z.array(z.string()),
  unmapped: z.array(z.string()),
});
const found = z.object({ relations: z.array(relationView) });

const gates = z.object({ gates: z.array(z.object({ gate: z.string(), waiting: z.number() })) });

/** A relation as it truly is: codes that are on, and raw ones that stand for none of the seven. */
export type TrueRelation = z.infer<typeof relationView>;

/** A fault as the simulator's door takes it; `lib/simulator/README.md` says what there is. */
export type Fault = { readonly kind: string; readonly [detail: string]: unknown };

/** The simulator as a process of its own, acted upon through its control door. */
export interface Upstream {
  readonly port: number;
  readonly payer: Uid;
  mint(wanted: { readonly codes: readonly PermissionCode[]; readonly differentName: boolean }): Promise<RelationId>;
  /** The first thousand that fit. */
  relations(search?: Readonly<Record<string, string>>): Promise<readonly TrueRelation[]>;
  relation(relationId: RelationId): Promise<TrueRelation>;
  /** Somebody changes a relation in Alibaba Cloud's own console. */
  console(relationId: RelationId, verb: "ADD" | "DELETE", codes: readonly PermissionCode[]): Promise<void>;
  member(relationId: RelationId, act: "accept" | "decline"): Promise<void>;
  setFaults(faults: readonly Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many calls stand at a gate that a fault has named. */
  waitingAt(gate: string): Promise<number>;
  release(gate: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on free ports. Changes of members of another real-name entity wait for the member. */
export async function startUpstream(folder: string, seed: number): Promise<Upstream & { readonly journal: string }> {
  const journal = join(folder, "journal.jsonl");
  const config = JSON.stringify({ quotaPerSecond: 0, changeConfirming: "different_name", latencyJitterMs: 10 });
  const flags = ["--port", "0", "--control-port", "0", "--members", "12", "--seed", String(seed), "--journal", journal];
  const script = ["lib/cli/run.mjs", "lib/simulator/main.ts", ...flags, "--config", config];
  const child = start(process.execPath, script, { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
  const { port, controlPort, payerUid } = ready.parse(JSON.parse(await firstLine(child, "The simulator")));

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the simulator's door refused ${method} ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
  return {
    journal,
    port,
    payer: payerUid,
    mint: async (wanted) => relationView.parse(await ask("POST", "/relations", wanted)).relationId,
    relations: async (search = {}) =>
      found.parse(await ask("GET", `/relations?${new URLSearchParams({ limit: "1000", ...search })}`)).relations,
    relation: async (id) => relationView.parse(await ask("GET", `/relations/${id}`)),
    console: async (id, verb, codes) => void (await ask("POST", `/relations/${id}/console`, { verb, codes })),
    member: async (id, act) => void (await ask("POST", `/relations/${id}/member`, { act })),
    setFaults: async (faults) => void (await ask("POST", "/faults", faults)),
    clearFaults: async () => void (await ask("DELETE", "/faults")),
    waitingAt: async (gate) =>
      gates.parse(await ask("GET", "/gates")).gates.find((one) => one.gate === gate)?.waiting ?? 0,
    release: async (gate) => void (await ask("POST", "/release", { gate })),
    async close() {
      child.kill("SIGTERM");
      await ended(child);
    },
  };
}
