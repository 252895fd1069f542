import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compile } from "./compile.mjs";
import { project } from "./project.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "linkbook-compile-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const said = (program: string): string => spawnSync(process.execPath, [program], { encoding: "utf8" }).stdout.trim();

test("what it imports is in it; a changed source makes another, the same sources the same", async () => {
  write("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }');
  write("lib/domain/word.ts", 'export const word: string = "first";\n');
  write("lib/cli/say.ts", 'import { word } from "@/lib/domain/word";\nconsole.log(word);\n');
  const first = await compile(root, "lib/cli/say.ts");
  expect(said(first)).toBe("first");
  expect(await compile(root, "lib/cli/say.ts")).toBe(first);
  write("lib/domain/word.ts", 'export const word: string = "second";\n');
  const second = await compile(root, "lib/cli/say.ts");
  expect(said(second)).toBe("second");
  // Somebody may be about to start the first, until a day has gone.
  expect(existsSync(first)).toBe(true);
  utimesSync(first, new Date(0), new Date(0));
  write("lib/domain/word.ts", 'export const word: string = "third";\n');
  await compile(root, "lib/cli/say.ts");
  expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
});

test("a file outside of the usual folders is no exception", async () => {
  write("try.ts", 'console.log("once");\n');
  expect(said(await compile(root, "try.ts"))).toBe("once");
  write("try.ts", 'console.log("twice");\n');
  expect(said(await compile(root, "try.ts"))).toBe("twice");
});

test("several at once make one whole file", async () => {
  write("lib/cli/say.ts", 'console.log("said");\n');
  const made = await Promise.all(Array.from({ length: 8 }, () => compile(root, "lib/cli/say.ts")));
  expect(new Set(made).size).toBe(1);
  expect(readdirSync(dirname(made[0] ?? ""))).toHaveLength(2);
  expect(said(made[0] ?? "")).toBe("said");
});

test("a file that is not there, or does not compile, is named and ends with 1", () => {
  const { status, stderr } = spawnSync(process.execPath, ["lib/cli/run.mjs", "lib/cli/nowhere.ts"], {
    cwd: project,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toContain("lib/cli/nowhere.ts could not be compiled");
});
