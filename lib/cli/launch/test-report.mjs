import { existsSync, readFileSync } from "node:fs";

/** The engines that a test step has to have run on (`vitest.config.ts`, `playwright.config.ts`). */
const engines = /** @type {const} */ (["sqlite", "postgres"]);

/**
 * `on`: how many tests passed on each engine; those that touch no database are on neither.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, on: { sqlite: number, postgres: number } }} Count
 */

/**
 * Reads the JSON report of vitest or Playwright. A test that passed at its second try has failed; one that was
 * skipped, or is only planned, is told apart. Null when there is no report.
 *
 * @param {string} file
 * @returns {Count | null}
 */
export function readReport(file) {
  if (!existsSync(file)) return null;
  const report = JSON.parse(readFileSync(file, "utf8"));
  if ("stats" in report) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    const on = countEngines(testsOf(report.suites).map((test) => test.status === "expected" && test.projectName));
    // An error outside of any test (a file that does not load, a failed set-up) stands in `errors` alone.
    return { passed: expected, failed: unexpected + flaky || Math.min(report.errors.length, 1), skipped, on };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } = report;
  /** @type {{ status: string, meta?: { engine?: string } }[]} */
  const tests = testResults.flatMap((/** @type {{ assertionResults: object[] }} */ file) => file.assertionResults);
  return {
    passed: numPassedTests,
    failed: numFailedTests || Math.min(numFailedTestSuites, 1),
    skipped: numPendingTests + numTodoTests,
    on: countEngines(tests.map((test) => test.status === "passed" && test.meta?.engine)),
  };
}

/** @param {readonly unknown[]} names */
function countEngines(names) {
  const count = (/** @type {string} */ engine) => names.filter((name) => name === engine).length;
  return { sqlite: count("sqlite"), postgres: count("postgres") };
}

/**
 * @typedef {{ suites?: Suite[], specs?: { tests: { status: string, projectName: string }[] }[] }} Suite
 * @param {Suite[]} suites Playwright's, each of which may hold others
 * @returns {{ status: string, projectName: string }[]}
 */
const testsOf = (suites) =>
  suites.flatMap(({ suites: inner = [], specs = [] }) => [...testsOf(inner), ...specs.flatMap(({ tests }) => tests)]);

/**
 * Why a test step that ended with exit code 0 has failed all the same, or null.
 *
 * @param {Count | null} count
 */
export function objection(count) {
  if (!count) return "it left no report";
  if (count.passed + count.failed + count.skipped === 0) return "no test ran";
  if (count.skipped > 0) return `${count.skipped} tests were skipped`;
  if (count.failed > 0) return `${count.failed} tests failed`;
  for (const engine of engines) if (count.on[engine] === 0) return `no test ran on ${engine}`;
  return null;
}
