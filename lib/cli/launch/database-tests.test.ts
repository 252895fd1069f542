import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sortTests } from "./database-tests.mjs";
import { project } from "./project.mjs";

test("a test touches a database by whatever way it comes to one", () => {
  const root = mkdtempSync(join(tmpdir(), "linkbook-sorted-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  // Not in the samples themselves, or this test would look like one that touches a database.
  const source = '"@/lib/db/testing/fresh-database"';
  const files = {
    "lib/db/testing/fresh-database.ts": "export const fresh = 1;",
    "lib/worker/testing/desk.ts": `import { fresh } from ${source};\nimport "./loop";`,
    "lib/worker/testing/loop.ts": 'export * from "./desk";',
    "lib/worker/far.test.ts": 'import { test } from "vitest";\nimport { desk } from "@/lib/worker/testing/desk";',
    "lib/db/near.test.ts": 'import { fresh } from "./testing/fresh-database";',
    "lib/db/late.test.ts": `const { fresh } = await import(${source});`,
    "lib/db/server.postgres.test.ts": 'import { test } from "vitest";',
    "app/(desk)/[id]/page.test.ts": 'import { loop } from "@/lib/worker/testing/loop";',
    "lib/domain/plan.test.ts": 'import { plan } from "./plan";',
    "lib/domain/plan.ts": "export const plan = 1;",
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  expect(sortTests(root, ["lib", "app"])).toEqual({
    database: ["app/(desk)/[id]/page.test.ts", "lib/db/late.test.ts", "lib/db/near.test.ts", "lib/worker/far.test.ts"],
    postgres: ["lib/db/server.postgres.test.ts"],
    pure: ["lib/domain/plan.test.ts"],
  });
});

test("here no test is in two places or in none, and those of the write path are among those of a database", () => {
  const { database, postgres, pure } = sortTests(project, ["lib", "app", "components"]);
  expect(new Set([...database, ...postgres, ...pure]).size).toBe(database.length + postgres.length + pure.length);
  for (const file of ["lib/db/database", "lib/worker/executor", "lib/services/audit/verify-chain", "lib/auth/throttle"])
    expect(database).toContain(`${file}.test.ts`);
  expect(pure).toContain("lib/domain/plan.test.ts");
});
