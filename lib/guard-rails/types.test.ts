import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, sampleHouse } from "./sample-house";

/** Runs the compiler with the project's own settings; answers with the errors as `file: code`. */
function check(files: Record<string, string>) {
  const folder = sampleHouse(files, ["tsconfig.json"]);
  const tool = join(project, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--incremental", "false", "--pretty", "false"];
  const { status, stdout } = spawnSync(process.execPath, [tool, ...options], { cwd: folder, encoding: "utf8" });
  const errors = [...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error (TS\d+)/gm)].map(
    ([, file, code]) => `${file}: ${code}`,
  );
  return { status, errors, stdout };
}

test("the compiler is strict about the project's files, launchers included", () => {
  const { status, errors } = check({
    "lib/domain/first.ts": "export const first = (list: string[]): string => list[0];\n",
    "lib/domain/note.ts": "interface Note { text?: string }\nexport const note: Note = { text: undefined };\n",
    "lib/domain/loose.ts": "export const loose = (value) => value;\n",
    "lib/domain/alias.ts": 'import { nothing } from "@/lib/domain/first";\nexport const alias = nothing;\n',
    "lib/cli/start.mjs": "export const port = Number(1).toLowerCase();\n",
    "lib/domain/child.ts":
      "class Parent { go() {} }\nexport class Child extends Parent { go() {} }\nexport const fine: string = 'x';\n",
  });
  expect(errors).toEqual([
    "lib/cli/start.mjs: TS2339",
    "lib/domain/alias.ts: TS2305",
    "lib/domain/child.ts: TS4114",
    "lib/domain/first.ts: TS2322",
    "lib/domain/loose.ts: TS7006",
    "lib/domain/note.ts: TS2375",
  ]);
  expect(status).not.toBe(0);
});

test("well-typed files pass", () => {
  const { status, stdout } = check({
    "lib/domain/first.ts": "export const first = (list: string[]): string | undefined => list[0];\n",
    "app/page.tsx": 'import { first } from "@/lib/domain/first";\nexport default () => <main>{first(["a"])}</main>;\n',
  });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
