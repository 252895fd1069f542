import { defineConfig } from "vitest/config";

// `server-only` throws without this condition; the app's bundler sets it, here Vite (for what it resolves) and
// Node (for what it loads itself) must. The rest of the list is Vite's own default for the server.
const serverOnly = "react-server";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  ssr: { resolve: { conditions: [serverOnly, "module", "node", "development|production"] } },
  test: {
    // Much of what the tests do is wait: for a settle window, a process, a lock. More workers than cores overlap that.
    maxWorkers: 4,
    // Many tests start processes and servers; a busy machine must not turn into a failure.
    testTimeout: 30_000,
    include: ["lib/**/*.test.ts", "app/**/*.test.ts", "components/**/*.test.ts"],
    execArgv: [`--conditions=${serverOnly}`],
  },
});
