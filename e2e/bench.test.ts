import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { z } from "zod";
import { ended, start } from "../lib/cli/launch/child.mjs";
import { project } from "../lib/cli/launch/project.mjs";
import { runningProcess } from "./fixtures/running-process";

const told = z.object({
  failures: z.array(z.string()),
  figures: z.array(z.object({ line: z.string(), what: z.string(), measured: z.number(), met: z.boolean() })),
});

test("the bench measures its lines about the built app", async () => {
  test.setTimeout(240_000);
  const json = test.info().outputPath("figures.json");
  const what = ["--small", "--engine", "sqlite", "--only", "weight,toggle-on-page,start,matrix,memory", "--json", json];
  const script = ["--conditions=react-server", "lib/cli/run.mjs", "lib/cli/bench.ts", ...what];
  const child = start(process.execPath, script, { cwd: project, stdio: ["ignore", "pipe", "pipe"], patience: 10_000 });
  const { output } = runningProcess(child);
  const code = await ended(child);
  expect([0, 1], output()).toContain(code);
  const { failures, figures } = told.parse(JSON.parse(await readFile(json, "utf8")));
  expect(failures).toEqual([]);
  expect([...new Set(figures.map(({ line }) => line))]).toEqual([
    "weight",
    "toggle-on-page",
    "start",
    "matrix",
    "memory",
  ]);
  expect(figures.filter(({ measured }) => !Number.isFinite(measured))).toEqual([]);
  // Times of so little on a busy machine may be anything; what a page weighs may not.
  expect(figures.filter(({ line, met }) => line === "weight" && !met)).toEqual([]);
  expect(code).toBe(figures.every(({ met }) => met) ? 0 : 1);
});
