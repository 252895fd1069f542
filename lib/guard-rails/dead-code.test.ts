import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, sampleHouse } from "./sample-house";

/** Runs the dead-code check with the project's own settings on files and the dependencies they claim. */
function check(files: Record<string, string>, dependencies: Record<string, string>) {
  const manifest = { name: "sample", type: "module", scripts: { start: "exec node lib/cli/start.mjs" }, dependencies };
  const folder = sampleHouse({ "package.json": JSON.stringify(manifest), ...files }, ["knip.json", "tsconfig.json"]);
  const tool = join(project, "node_modules/knip/bin/knip.js");
  const { status, stdout } = spawnSync(process.execPath, [tool, "--no-progress"], { cwd: folder, encoding: "utf8" });
  return { status, stdout };
}

const used = {
  "app/page.tsx":
    'import { label } from "@/lib/domain/label";\nexport default function Page() {\n  return <main>{label}</main>;\n}\n',
  "app/layout.tsx":
    'import type { ReactNode } from "react";\nexport default function Layout({ children }: { children: ReactNode }) {\n  return children;\n}\n',
  "lib/domain/label.ts": 'export const label = "Members";\n',
  // Named, because a permission in knip.json that nobody needs is an error as well.
  "lib/cli/start.mjs": 'import { spawnSync } from "node:child_process";\nspawnSync("apt-get");\n',
  "lib/cli/prepare.ts": 'import { label } from "@/lib/domain/label";\nconsole.log(label);\n',
};
const needed = {
  debug: "4.4.3",
  next: "16.4.5",
  react: "19.3.1",
  "react-dom": "19.3.1",
  typescript: "6.0.3",
};

test("finds an unused file, an unused export and an unused package", () => {
  const { status, stdout } = check(
    {
      ...used,
      "lib/domain/label.ts":
        'export const label = "Members";\nexport const forgotten = 1;\nexport type Lost = string;\n',
      "lib/domain/dead.ts": "export const dead = 1;\n",
    },
    { ...needed, zod: "4.6.7" },
  );
  expect(stdout).toMatch(/Unused files \(1\)\nlib\/domain\/dead\.ts/);
  expect(stdout).toMatch(/Unused dependencies \(1\)\nzod/);
  expect(stdout).toMatch(/Unused exports \(1\)\nforgotten/);
  expect(stdout).toMatch(/Unused exported types \(1\)\nLost/);
  expect(status).toBe(1);
});

test("a project without dead code passes", () => {
  const { status, stdout } = check(used, needed);
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
