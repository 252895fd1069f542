import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprint, readStamp, writeStamp } from "./stamp.mjs";

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "linkbook-stamp-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "app/deep"), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  return root;
}

test("a fingerprint moves with contents, names and further facts, and with nothing else", () => {
  const files = { "app/page.tsx": "one", "app/deep/part.ts": "two", "app/part.test.ts": "three" };
  const of = (more: Record<string, string>, also: string[] = []) =>
    fingerprint(folder({ ...files, ...more }), ["app", "proxy.ts"], {
      skip: (path) => path.endsWith(".test.ts"),
      also,
    });
  const first = of({});
  expect(of({})).toBe(first);
  expect(of({ "app/part.test.ts": "another" })).toBe(first);
  expect(of({ "elsewhere.ts": "new" })).toBe(first);
  const others = [of({ "app/page.tsx": "other" }), of({ "app/new.ts": "" }), of({ "proxy.ts": "" }), of({}, ["linux"])];
  expect(new Set([first, ...others]).size).toBe(5);
});

test("text that moves from one file to the next is a change", () => {
  const one = fingerprint(folder({ "app/a": "xy", "app/b": "z" }), ["app"]);
  const two = fingerprint(folder({ "app/a": "x", "app/b": "yz" }), ["app"]);
  expect(one).not.toBe(two);
});

test("a stamp is read as it was written, and is null before", () => {
  const file = join(folder({}), "stamp");
  expect(readStamp(file)).toBeNull();
  writeStamp(file, "abc");
  expect(readStamp(file)).toBe("abc");
});
