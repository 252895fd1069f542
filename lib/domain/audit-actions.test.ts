import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { auditActions } from "@/lib/domain/audit-actions";

const sources = ["app", "lib"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path))
    .map((path) => readFileSync(join(folder, path), "utf8")),
);

/** What names a row: an entry's `action`, a server action, a route, a page that denies or finds nothing, a verb that ends sessions. */
const naming =
  /(?:\baction: |\b(?:action|publicAction|getRoute|denyPage|endingSessions)\([^"()]*|\borNotFound\(\w+, \["[a-z_]+", )"([a-z_]+\.[a-z_]+)"/g;

test("every action that the code writes into the log is listed, and none that it does not write", () => {
  const written = new Set(sources.flatMap((text) => [...text.matchAll(naming)].map(([, action]) => action)));
  expect([...written].sort()).toEqual([...auditActions].sort());
});
