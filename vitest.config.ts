import { defineConfig } from "vitest/config";

// `server-only` throws without this condition; the app's bundler sets it, here Vite (for what it resolves) and
// Node (for what it loads itself) must. The rest of the list is Vite's own default for the server.
const serverOnly = "react-server";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  ssr: { resolve: { conditions: [serverOnly, "module", "node", "development|production"] } },
  test: {
    include: ["lib/**/*.test.ts", "app/**/*.test.ts", "components/**/*.test.ts"],
    execArgv: [`--conditions=${serverOnly}`],
  },
});
