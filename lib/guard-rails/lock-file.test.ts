import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { project } from "./sample-house";

const versions = z.record(z.string(), z.string()).default({});
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), dependencies: versions, optionalDependencies: versions }),
  ),
});
const manifest = z.object({ dependencies: versions, devDependencies: versions });
const read = (name: string): unknown => JSON.parse(readFileSync(join(project, name), "utf8"));

const { packages } = lockFile.parse(read("package-lock.json"));
const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)));

test("every package of every platform is in the lock file, or npm ci refuses it in an empty folder", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).flatMap((name) => (names.has(name) ? [] : [`${path}: ${name}`])),
  );
  expect(missing).toEqual([]);
  expect(names.size).toBeGreaterThan(100);
});

test("the lock file names no registry, and no version is a range", () => {
  expect(Object.entries(packages).flatMap(([path, { resolved }]) => (resolved ? [path] : []))).toEqual([]);
  const { dependencies, devDependencies } = manifest.parse(read("package.json"));
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(ranges).toEqual([]);
});
