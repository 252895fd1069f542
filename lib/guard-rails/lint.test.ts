import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, sampleHouse } from "./sample-house";

/** Runs the linter as `npm run lint` does; answers with the rules that were broken, per file. */
function lint(files: Record<string, string>) {
  const folder = sampleHouse(files, ["biome.json", ".gitignore"]);
  const tool = join(project, "node_modules/@biomejs/biome/bin/biome");
  const options = ["check", "--error-on-warnings", "--reporter=json", "--max-diagnostics=none", "."];
  const { status, stdout } = spawnSync(process.execPath, [tool, ...options], { cwd: folder, encoding: "utf8" });
  const { diagnostics }: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(stdout);
  return { status, broken: diagnostics.map(({ category, location }) => `${location.path}: ${category}`).toSorted() };
}

test("tidy files pass, route folders and the reader of the environment among them", () => {
  const { status, broken } = lint({
    "app/(desk)/members/[relationId]/page.tsx": "export default function Page() {\n  return <main>Member</main>;\n}\n",
    "lib/env.ts": "export const port = process.env.PORT;\n",
    "lib/cli/start.mjs": "console.log(process.env.PORT);\n",
    "lib/domain/plan.ts": "export const plan = (wanted: string) => wanted;\n",
    "components/shell/nav-link.tsx":
      'import { useLinkStatus } from "next/link";\n\nexport const useIsOnItsWay = () => useLinkStatus().pending;\n',
  });
  expect(broken).toEqual([]);
  expect(status).toBe(0);
});

test("each slip is found", () => {
  const { status, broken } = lint({
    "lib/domain/camelCase.ts": "export const thing = 1;\n",
    "lib/domain/untidy.ts": "export const thing = 1\n",
    "lib/domain/loose.ts": "export const first = (list: any) => list[0]!;\n",
    "lib/domain/barrel.ts": 'export * from "./loose";\n',
    "lib/domain/unused.ts": 'import { first } from "./loose";\n',
    "lib/services/setting.ts": "export const home = process.env.HOME;\n",
    "lib/simulator/setting.ts": "export const home = process.env.HOME;\n",
    "lib/services/forgotten.ts":
      "async function save() {}\n\nexport async function run() {\n  save();\n  await save();\n}\n",
    "components/members/row.tsx":
      'import Link from "next/link";\nimport { useRouter } from "next/navigation";\n\nexport const Row = () => <Link href={String(useRouter())}>Row</Link>;\n',
    "lib/domain/plan.test.ts":
      'import { test } from "vitest";\n\ntest.skip("later", () => {});\n\ntest.only("now", () => {});\n',
    "e2e/slow.test.ts":
      'import { test } from "@playwright/test";\n\ntest("slow", async ({ page }) => {\n  await page.waitForTimeout(500);\n});\n',
  });
  expect(broken).toEqual([
    "components/members/row.tsx: lint/style/noRestrictedImports",
    "components/members/row.tsx: lint/style/noRestrictedImports",
    "e2e/slow.test.ts: lint/nursery/noPlaywrightWaitForTimeout",
    "lib/domain/barrel.ts: lint/performance/noBarrelFile",
    "lib/domain/barrel.ts: lint/performance/noReExportAll",
    "lib/domain/camelCase.ts: lint/style/useFilenamingConvention",
    "lib/domain/loose.ts: lint/style/noNonNullAssertion",
    "lib/domain/loose.ts: lint/suspicious/noExplicitAny",
    "lib/domain/plan.test.ts: lint/suspicious/noFocusedTests",
    "lib/domain/plan.test.ts: lint/suspicious/noSkippedTests",
    "lib/domain/untidy.ts: format",
    "lib/domain/unused.ts: lint/correctness/noUnusedImports",
    "lib/services/forgotten.ts: lint/nursery/noFloatingPromises",
    "lib/services/setting.ts: lint/style/noProcessEnv",
    "lib/simulator/setting.ts: lint/style/noProcessEnv",
  ]);
  expect(status).toBe(1);
});
