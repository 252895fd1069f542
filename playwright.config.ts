import { defineConfig } from "@playwright/test";
import { systemChromium } from "./lib/cli/launch/chromium.mjs";

// Null: Playwright's own headless shell, which `npm test` has downloaded.
const executablePath = systemChromium();

/**
 * On PostgreSQL as well: what is about processes, kills, several accounts, rights and the write path as a whole. The other stories are
 * about pages, whose reads and verbs the tests of the services and of the worker go through on both engines.
 */
const onPostgres = ["accounts", "crash", "lost-database", "metrics", "restored", "rights", "story", "write-path"].map(
  (name) => `**/${name}.test.ts`,
);

export default defineConfig<object, { engine: "sqlite" | "postgres" }>({
  testDir: "e2e",
  testMatch: "**/*.test.ts",
  globalSetup: "./e2e/fixtures/built-app.ts",
  fullyParallel: true,
  forbidOnly: true,
  // Much of a story is waiting: for a sweep, a settle window, a lease. One worker more than cores overlaps that.
  workers: 3,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: ".linkbook/browser.json" }]],
  projects: [
    { name: "sqlite", use: { engine: "sqlite" }, testIgnore: "**/lost-database.test.ts" },
    { name: "postgres", use: { engine: "postgres" }, testMatch: onPostgres },
  ],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Asia/Shanghai",
    // The actions; copies of the page at each and a film would cost a fifth of the run. `--trace on` takes both.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
