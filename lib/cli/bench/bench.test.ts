import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { type Figure, isMet, percentile, table } from "@/lib/cli/bench/figure";
import { mostInASecond } from "@/lib/cli/bench/lines/sweep";
import { runCommandFile } from "@/lib/cli/testing/run-command";

const folder = mkdtempSync(join(tmpdir(), "linkbook-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const told = z.object({
  machine: z.string(),
  failures: z.array(z.string()),
  figures: z.array(
    z.object({
      line: z.string(),
      engine: z.enum(["sqlite", "postgres"]).nullable(),
      measured: z.number(),
      limit: z.number().positive(),
      ratio: z.number(),
      met: z.boolean(),
    }),
  ),
});

test("every line that needs no built app measures something, on both engines", { timeout: 120_000 }, async () => {
  const json = join(folder, "figures.json");
  const only = ["toggle", "takeover", "unlimited", "list", "sweep"];
  const { status, stdout, stderr } = await runCommandFile("bench", {}, [
    "--small",
    "--only",
    only.join(","),
    "--json",
    json,
  ]);
  expect(stderr).not.toContain("Not measured:");
  const { figures, failures } = told.parse(JSON.parse(readFileSync(json, "utf8")));
  expect(failures).toEqual([]);
  for (const engine of ["sqlite", "postgres"]) {
    const lines = figures.filter((figure) => figure.engine === engine).map(({ line }) => line);
    expect(lines).toEqual(["toggle", "takeover", "unlimited", "list", "sweep", "sweep"]);
  }
  for (const { measured, limit, ratio } of figures) {
    expect(measured).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(measured / limit);
  }
  // The figures of so little on a busy machine may be anything; what follows from them may not.
  expect(status).toBe(figures.every(({ met }) => met) ? 0 : 1);
  expect(stdout.split("\n").filter((line) => /^\S+ +(sqlite|postgres) /.test(line))).toHaveLength(figures.length);
});

test("a line or an engine that is not known is refused, naming what there is", async () => {
  const line = await runCommandFile("bench", {}, ["--only", "list,speed"]);
  expect(line).toMatchObject({ status: 1, stdout: "" });
  expect(line.stderr).toMatch(/^--only speed: choose from toggle,/);
  const engine = await runCommandFile("bench", {}, ["--engine", "oracle"]);
  expect(engine).toMatchObject({ status: 1, stderr: "--engine oracle: choose from sqlite, postgres, both\n" });
});

test("a budget is met on its own side of the limit", () => {
  const figure = { line: "a", engine: null, what: "b", unit: "ms", limit: 60, note: "" } as const;
  const all: readonly Figure[] = [
    { ...figure, measured: 61, wanted: "at most" },
    { ...figure, measured: 60, wanted: "at most" },
    { ...figure, measured: 59, wanted: "at least" },
  ];
  expect(all.map(isMet)).toEqual([false, true, false]);
  expect(table(all).map((row) => row.includes("MISSED"))).toEqual([false, true, false, true]);
});

test("the busiest second is a sliding one, and a share counts from below", () => {
  expect(mostInASecond([0, 1, 999, 1_000, 1_500, 1_998, 2_600])).toBe(4);
  expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3);
  expect(
    percentile(
      Array.from({ length: 100 }, (_, index) => index),
      95,
    ),
  ).toBe(95);
});
