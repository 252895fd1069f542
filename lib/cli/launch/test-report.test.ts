import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { project } from "./project.mjs";
import { objection, readReport } from "./test-report.mjs";

/** Runs a test tool on one file and reads the report it leaves. */
function report(tool: "vitest" | "playwright", source: string) {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-report-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  const file = join(folder, "report.json");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "sample.test.ts"), source);
  writeFileSync(
    join(folder, "playwright.config.ts"),
    `export default { retries: 1, projects: [{ name: "postgres" }], reporter: [["json", { outputFile: ${JSON.stringify(file)} }]] };`,
  );
  const command = {
    vitest: ["vitest/vitest.mjs", "run", "--reporter=json", `--outputFile=${file}`],
    playwright: ["@playwright/test/cli.js", "test"],
  };
  const [path = "", ...args] = command[tool];
  spawnSync(process.execPath, [join(project, "node_modules", path), ...args], { cwd: folder });
  return readReport(file);
}

test("vitest: passed, failed, skipped and planned tests are told apart", () => {
  const count = report(
    "vitest",
    `import { test } from "vitest";
     import { beforeEach } from "vitest";
     beforeEach(({ task }) => { task.meta.engine = task.name === "b" ? "postgres" : "sqlite"; });
     test("a", () => {}); test("b", () => {});
     test("c", () => { throw new Error("no"); });
     test.skip("d", () => {}); test.todo("e");`,
  );
  expect(count).toEqual({ passed: 2, failed: 1, skipped: 2, on: { sqlite: 1, postgres: 1 } });
});

test("vitest: a file that does not load counts as a failure", () => {
  expect(report("vitest", `throw new Error("no");`)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
});

test("Playwright: a test that passes at its second try has failed", () => {
  const count = report(
    "playwright",
    `import { test } from "@playwright/test";
     test("a", () => {});
     test("b", () => { throw new Error("no"); });
     test("c", ({}, info) => { if (info.retry === 0) throw new Error("once"); });
     test.skip("d", () => {});`,
  );
  expect(count).toEqual({ passed: 1, failed: 2, skipped: 1, on: { sqlite: 0, postgres: 1 } });
});

test("Playwright: a file that does not load counts as a failure", () => {
  expect(report("playwright", `throw new Error("no");`)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
});

const on = { sqlite: 4, postgres: 4 };

test("a step without a report, without tests or with skipped tests has failed, whatever it says", () => {
  expect(objection(readReport("/nowhere/report.json"))).toBe("it left no report");
  expect(objection({ passed: 0, failed: 0, skipped: 0, on })).toBe("no test ran");
  expect(objection({ passed: 9, failed: 0, skipped: 1, on })).toBe("1 tests were skipped");
  expect(objection({ passed: 9, failed: 1, skipped: 0, on })).toBe("1 tests failed");
  expect(objection({ passed: 9, failed: 0, skipped: 0, on })).toBeNull();
});

test("a step of which nothing ran on one engine has failed", () => {
  const count = { passed: 9, failed: 0, skipped: 0 };
  expect(objection({ ...count, on: { sqlite: 9, postgres: 0 } })).toBe("no test ran on postgres");
  expect(objection({ ...count, on: { sqlite: 0, postgres: 9 } })).toBe("no test ran on sqlite");
});
