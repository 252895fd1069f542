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
  for (const old of [first, second]) utimesSync(old, new Date(0), new Date(0));
  write("lib/cli/other.ts", 'console.log("other");\n');
  const third = await compile(root, "lib/cli/say.ts");
  utimesSync(third, new Date(0), new Date(0));
  await compile(root, "lib/cli/other.ts");
  // However old what is of the sources as they are.
  expect([first, second, third].map((program) => existsSync(program))).toEqual([false, false, true]);
});

test("one that a loss of power has left empty is made again", async () => {
  write("lib/cli/say.ts", 'console.log("said");\n');
  const made = await compile(root, "lib/cli/say.ts");
  writeFileSync(made, "");
  expect(said(await compile(root, "lib/cli/say.ts"))).toBe("said");
});

test("a folder that cannot be written is named, with what to do", async () => {
  write("lib/cli/say.ts", 'console.log("said");\n');
  write(".linkbook", "a file, so that there can be no folder");
  await expect(compile(root, "lib/cli/say.ts")).rejects.toThrow(
    /\.linkbook\/programs\/lib\/cli cannot be written \(ENOTDIR\)\. Run npm run build as the user/,
  );
});

test("what does not compile is told where", async () => {
  write("lib/cli/say.ts", "const said = ;\n");
  await expect(compile(root, "lib/cli/say.ts")).rejects.toThrow(/lib\/cli\/say\.ts:1:13: ERROR/);
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

test.each(["lib/cli/nowhere.ts", "", "/etc/passwd", "../outside.ts"])("%j is refused", (file) => {
  const { status, stderr } = spawnSync(process.execPath, ["lib/cli/run.mjs", file], { cwd: project, encoding: "utf8" });
  expect(stderr).toContain(`"${file}": a TypeScript file of this project is wanted`);
  expect(status).toBe(1);
});
