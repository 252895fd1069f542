import { existsSync, readFileSync } from "node:fs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
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
    // An error outside of any test (a file that does not load, a failed set-up) stands in `errors` alone.
    return { passed: expected, failed: unexpected + flaky || Math.min(report.errors.length, 1), skipped };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = report;
  return {
    passed: numPassedTests,
    failed: numFailedTests || Math.min(numFailedTestSuites, 1),
    skipped: numPendingTests + numTodoTests,
  };
}

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
  return null;
}
