import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { type Rule, rules } from "@/lib/cli/chaos/oracle";
import { type Break, breakBuild } from "@/lib/cli/testing/broken-build";
import { runCommandFile } from "@/lib/cli/testing/run-command";

interface Told {
  readonly status: number | null;
  readonly stdout: string;
  /** By rule, how often it was broken. */
  readonly found: ReadonlyMap<string, number>;
}

async function chaos(...args: readonly string[]): Promise<Told> {
  const { status, stdout, stderr } = await runCommandFile("chaos", {}, args);
  const found = new Map(
    Object.keys(rules).map((rule) => {
      const [, count] = new RegExp(`^ *(\\d+)  ${rule} `, "m").exec(stdout) ?? [];
      if (count === undefined) throw new Error(`no line of ${rule}:\n${stdout}${stderr}`);
      return [rule, Number(count)];
    }),
  );
  return { status, stdout: `${stdout}${stderr}`, found };
}

/** What a campaign leaves behind goes when it was as expected. */
function clear({ stdout }: Told): void {
  const [, journal] = /The simulator's journal: (.*)$/m.exec(stdout) ?? [];
  if (journal) rmSync(dirname(journal), { recursive: true });
}

describe("a short campaign", { timeout: 300_000 }, () => {
  test.concurrent.each(["sqlite", "postgres"])("shows zeros on %s, through kills", async (engine) => {
    const told = await chaos("--changes", "100", "--kills", "3", "--seed", "7", "--engine", engine, "--worker", ".");
    expect(told.stdout).toContain("killed 3 times");
    expect(
      [...told.found].filter(([, count]) => count > 0),
      told.stdout,
    ).toEqual([]);
    expect(told.status).toBe(0);
    clear(told);
  });
});

const broken: readonly (Break & {
  readonly name: string;
  readonly rule: Rule;
  readonly changes: number;
  readonly mix?: string;
})[] = [
  {
    name: "sends again what may have been carried out",
    rule: "sent_again",
    changes: 60,
    file: "lib/worker/record-answer.ts",
    text: 'answer.kind === "unreachable" || answer.kind === "throttled") {',
    instead: 'answer.kind === "unreachable" || answer.kind === "throttled" || answer.kind === "ambiguous") {',
  },
  {
    name: "takes an accepted answer for the proof",
    rule: "verified",
    changes: 20,
    file: "lib/worker/record-answer.ts",
    text: "    const sentAt = answer.kind",
    instead: `    if (answer.kind === "accepted") {
      const read = { reading: { on: operation.codes }, beganAt: instant(context.now()) };
      await settleOperation(tx, context, operation, facts, () => ({ outcome: "verified", causeProven: true }), read);
      return null;
    }
    const sentAt = answer.kind`,
  },
  {
    name: "takes an old read for what is so now",
    rule: "drift",
    changes: 40,
    mix: "old-reads",
    file: "lib/worker/record-read.ts",
    text: 'const current = verdict === "current" && !contradicts;',
    instead: 'const current = verdict !== "identity_mismatch";',
  },
  {
    name: "sends without a read before",
    rule: "pre_read",
    changes: 20,
    file: "lib/worker/send-operation.ts",
    text: "const { answer: read, generation } = await askPermissions(context, claimed, true);",
    instead: `const { answer: read, generation } = {
    generation: Number.MAX_SAFE_INTEGER,
    answer: {
      kind: "accepted",
      value: {
        ...claimed.expects,
        rows: claimed.expects.on.map((rawCode) => ({ rawCode, name: "", startTime: null, endTime: null, timesReadable: true })),
      },
      evidence: { beganAt: instant(context.now()), endedAt: instant(context.now()), requestId: null },
    },
  };`,
  },
];

describe("a broken build", { timeout: 300_000 }, () => {
  test.concurrent.each(broken)("that $name is caught", async ({ rule, changes, mix = "mixed", ...place }) => {
    const build = breakBuild(place);
    try {
      const terms = ["--changes", String(changes), "--kills", "0", "--seed", "7", "--engine", "sqlite", "--mix", mix];
      const told = await chaos(...terms, "--worker", build.folder);
      expect(told.found.get(rule), told.stdout).toBeGreaterThan(0);
      expect(told.status).toBe(1);
      clear(told);
    } finally {
      build.remove();
    }
  });
});
