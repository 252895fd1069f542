import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { rawCall } from "@/lib/simulator/testing/raw-client";

const FOLDER = join(import.meta.dirname);
const readySchema = z.strictObject({
  ready: z.literal(true),
  port: z.int(),
  controlPort: z.int().nullable(),
  payerUid: z.string(),
  members: z.int(),
  journal: z.string(),
});

/** The command as people run it; killed, if it still runs, when the test is over. */
function run(...flags: string[]) {
  const child = spawn(process.execPath, ["lib/cli/run.mjs", "lib/simulator/main.ts", ...flags], {
    cwd: join(FOLDER, "../.."),
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      if (output.stdout.includes("\n")) resolve(output.stdout);
    });
  });
  const exit = once(child, "close").then(([code, signal]: unknown[]) => ({ code, signal, ...output }));
  return { child, firstLine, exit };
}

function scratchJournal(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-main-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "journal.jsonl");
}

describe("the command", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "says in one line that it is ready, serves, and ends on %s",
    async (signal) => {
      const journal = scratchJournal();
      const flags = ["--port", "0", "--members", "12", "--seed", "7", "--journal", journal, "--control-port", "0"];
      const { child, firstLine, exit } = run(...flags, "--payer-uid", "9007199254740999", "--config", '{"pageCap":5}');
      const ready = readySchema.parse(JSON.parse(await firstLine));
      expect(ready).toMatchObject({ payerUid: "9007199254740999", members: 12, journal });
      const list = await rawCall(ready.port, {
        action: "QueryRelationList",
        params: { UserId: "9007199254740999", PageSize: "100" },
      });
      expect(list.text).toContain('"PageSize":5');
      const health = await fetch(`http://127.0.0.1:${ready.controlPort}/health`);
      expect(await health.json()).toMatchObject({ ok: true, payerUid: "9007199254740999" });
      child.kill(signal);
      expect(await exit).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it("refuses what it does not know with a sentence and exit 2", async () => {
    const { code, stdout, stderr } = await run("--colour", "red").exit;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^simulator: Unknown option '--colour'/);
  });

  it("names the port that is in use, with exit 1", async () => {
    const first = run("--port", "0", "--journal", scratchJournal());
    const { port } = readySchema.parse(JSON.parse(await first.firstLine));
    const second = await run("--port", String(port), "--journal", scratchJournal()).exit;
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain(`Port ${port} is in use.`);
  });

  it("says so, with exit 1, when the journal cannot be opened", async () => {
    const { code, stderr } = await run("--port", "0", "--journal", join(FOLDER, "nowhere/journal.jsonl")).exit;
    expect(code).toBe(1);
    expect(stderr).toContain("nowhere/journal.jsonl");
  });
});

it("reads no environment and imports nothing of the product", () => {
  const sources = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(30);
  for (const name of sources) {
    const text = readFileSync(join(FOLDER, name), "utf8");
    expect(text, name).not.toContain("process.env");
    const own = Array.from(text.matchAll(/from "(@\/[^"]+|\.[^"]+)"/g), ([, path = ""]) => path);
    for (const path of own) expect(path, name).toMatch(/^@\/lib\/simulator\//);
  }
});
