import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["lib/**/*.test.ts", "app/**/*.test.ts", "components/**/*.test.ts"],
    // `server-only` throws without this condition; the app's bundler sets it, here Node must.
    execArgv: ["--conditions=react-server"],
  },
});
