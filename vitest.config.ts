import { defineConfig } from "vitest/config";
import { sortTests } from "./lib/cli/launch/database-tests.mjs";
import { project } from "./lib/cli/launch/project.mjs";

// `server-only` throws without this condition; the app's bundler sets it, here Vite (for what it resolves) and
// Node (for what it loads itself) must. The rest of the list is Vite's own default for the server.
const serverOnly = "react-server";

const { database, postgres, pure } = sortTests(project, ["lib", "app", "components"]);
const forgetOthers = "./lib/db/testing/forget-others.ts";
const setupFiles = [forgetOthers, "./lib/db/testing/tell-engine.ts"];
/** A path with what Next writes into its folders' names, as a pattern that means just this path. */
const literally = (paths: readonly string[]) => paths.map((path) => path.replace(/[()[\]{}!*?@+]/g, "\\$&"));

export default defineConfig({
  resolve: { tsconfigPaths: true },
  ssr: { resolve: { conditions: [serverOnly, "module", "node", "development|production"] } },
  test: {
    // Much of what the tests do is wait: for a settle window, a process, a lock. More workers than cores overlap that.
    maxWorkers: 4,
    // A process for each file would spend more time on loading the same modules than on most files' tests.
    isolate: false,
    // Many tests start processes and servers; a busy machine must not turn into a failure.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    execArgv: [`--conditions=${serverOnly}`],
    projects: [
      { extends: true, test: { name: "pure", include: literally(pure), setupFiles: forgetOthers } },
      { extends: true, test: { name: "sqlite", include: literally(database), setupFiles } },
      {
        extends: true,
        test: {
          name: "postgres",
          include: literally([...database, ...postgres]),
          setupFiles,
          globalSetup: "./lib/db/testing/postgres-for-tests.ts",
        },
      },
    ],
  },
});
