import { spawnSync } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, sampleHouse } from "./sample-house";

/** What each room may import, room by room: written down here a second time, on purpose. */
const may: Record<string, string[]> = {
  "lib/domain": [],
  "lib/client": ["lib/domain", "lib/i18n"],
  "lib/i18n": ["lib/domain"],
  components: ["lib/domain", "lib/client", "lib/i18n"],
  "lib/telemetry": ["lib/domain", "lib/env"],
  "lib/db": ["lib/domain", "lib/env", "lib/telemetry"],
  "lib/bss": ["lib/domain", "lib/env", "lib/telemetry"],
  "lib/auth": ["lib/domain", "lib/db", "lib/env", "lib/telemetry"],
  "lib/services": ["lib/domain", "lib/db", "lib/env", "lib/telemetry"],
  "lib/notices": ["lib/domain", "lib/i18n", "lib/db", "lib/env", "lib/telemetry"],
  "lib/worker": ["lib/domain", "lib/services", "lib/notices", "lib/db", "lib/bss", "lib/env", "lib/telemetry"],
  "lib/http": ["lib/domain", "lib/auth", "lib/env", "lib/telemetry"],
  app: ["lib/domain", "lib/client", "lib/i18n", "components", "lib/services", "lib/http", "lib/env", "lib/telemetry"],
  "lib/cli": ["lib/domain", "lib/services", "lib/db", "lib/bss", "lib/worker", "lib/env", "lib/telemetry"],
  "lib/simulator": [],
  "lib/guard-rails": [],
  e2e: [],
};
const rooms = Object.keys(may);
const fileOf = (room: string) => (room === "lib/env" ? "lib/env.ts" : `${room}/thing.ts`);

const check = (files: Record<string, string>) =>
  run(sampleHouse(files, ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]));

function run(folder: string) {
  const script = join(project, "lib/cli/imports.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  const violations = stderr.split("\n").filter((line) => /^[a-z]/.test(line));
  return { status, violations, output: stdout + stderr };
}

test("every cell of the house's table: what it forbids is found, what it allows is not", () => {
  const files: Record<string, string> = { "lib/env.ts": "export const thing = 1;\n" };
  const forbidden = new Set<string>();
  for (const room of rooms) {
    files[`${room}/thing.ts`] = "export const thing = 1;\n";
    for (const other of [...rooms, "lib/env"]) {
      const from = `${room}/from-${other.replace("/", "-")}.ts`;
      files[from] = `import { thing } from "@/${fileOf(other).replace(".ts", "")}";\nexport const again = thing;\n`;
      if (other !== room && !may[room]?.includes(other)) forbidden.add(`${from} → ${fileOf(other)}`);
    }
  }
  const { status, violations } = check(files);
  const found = new Set(violations.map((line) => line.slice(line.indexOf(": ") + 2)));
  expect(found).toEqual(forbidden);
  expect(status).toBe(1);
});

test("finds the slips that are not a matter of rooms", () => {
  const { status, violations } = check({
    "lib/bss/client.ts": "export interface Client { call(): void }\n",
    "lib/domain/plan.ts":
      'import type { Client } from "@/lib/bss/client";\nexport const plan = (client: Client) => client;\n',
    "lib/services/note/write.ts": 'import { getToken } from "next-auth/jwt";\nexport const write = getToken;\n',
    "lib/services/apply.ts": "export const apply = 1;\nexport type Apply = typeof apply;\n",
    "lib/http/factory.ts": 'import { apply } from "@/lib/services/apply";\nexport const factory = apply;\n',
    "lib/http/route.ts": 'import type { Apply } from "@/lib/services/apply";\nexport type Route = Apply;\n',
    "lib/auth/require-actor.ts": "export const requireActor = 1;\n",
    "lib/auth/next-auth-route.ts": 'import NextAuth from "next-auth";\nexport const handler = NextAuth;\n',
    "app/page.tsx": 'import { requireActor } from "@/lib/auth/require-actor";\nexport default () => requireActor;\n',
    "app/api/auth/[...nextauth]/route.ts": 'export { handler as GET } from "@/lib/auth/next-auth-route";\n',
    "app/other/route.ts": 'export { handler as GET } from "@/lib/auth/next-auth-route";\n',
    "components/form.ts":
      'import { z } from "zod";\nimport { readFileSync } from "node:fs";\nexport const form = [z, readFileSync];\n',
    "lib/worker/one.ts": 'import { two } from "./two";\nexport const one = () => two;\n',
    "lib/worker/two.ts": 'import { one } from "./one";\nexport const two = () => one;\n',
    "lib/worker/lost.ts": 'export { found } from "./nowhere";\n',
    "lib/worker/tool.ts": 'import { test } from "vitest";\nexport const tool = test;\n',
    "lib/worker/tool.test.ts": 'import { test } from "vitest";\ntest("fine here", () => undefined);\n',
    "lib/cli/bench/tool.ts": 'import { test } from "vitest";\nexport const tool = test;\n',
    "lib/worker/helpers.ts": "export const help = 1;\n",
    "lib/worker/asks.ts": 'import { help } from "./helpers";\nexport const asks = help;\n',
    "lib/cli/launch.mjs": 'import pino from "pino";\nexport const log = pino;\n',
    "lib/cli/launch/compile.mjs": 'export const compile = () => import("esbuild");\n',
    "lib/attic/alone.ts": "export const alone = 1;\n",
  });
  const found = violations.map((line) => line.replace(/ → .*/, "")).toSorted();
  expect(found).toEqual([
    "app-signs-in-through-one-route: app/other/route.ts",
    "browser-carries-no-schema-library: components/form.ts",
    "browser-has-no-node: components/form.ts",
    "domain-imports: lib/domain/plan.ts",
    "http-knows-services-by-type: lib/http/factory.ts",
    "launchers-run-before-the-install: lib/cli/launch.mjs",
    "no-cycle: lib/worker/one.ts",
    "no-file-without-a-name: lib/worker/asks.ts",
    "no-room-alone: lib/attic/alone.ts",
    "no-test-tools-in-the-product: lib/worker/tool.ts",
    "only-here-next-auth: lib/services/note/write.ts",
    "only-here-pino: lib/cli/launch.mjs",
    "resolves: lib/worker/lost.ts",
  ]);
  expect(status).toBe(1);
});

test("a check that saw nothing, or not everything, has failed", () => {
  const nothing = check({ "next-env.d.ts": "export {};\n" });
  expect(nothing.output).toContain("no files at all");
  expect(nothing.status).toBe(1);

  const folder = sampleHouse(
    { "lib/domain/plan.ts": "export {};\n", "blind.cjs": "module.exports = { options: { exclude: 'lib' } };\n" },
    ["package.json", "tsconfig.json"],
  );
  renameSync(join(folder, "blind.cjs"), join(folder, ".dependency-cruiser.cjs"));
  const blind = run(folder);
  expect(blind.violations).toEqual(["not seen by the import check: lib/domain/plan.ts"]);
  expect(blind.status).toBe(1);
});
