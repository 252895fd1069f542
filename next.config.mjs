import createNextIntlPlugin from "next-intl/plugin";

const withMessages = createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  // Compiled in the build, a message needs no ICU parser in the browser: 9 kB less.
  experimental: { messages: { path: "./lib/i18n/messages", locales: "infer", format: "json", precompile: true } },
});

export default withMessages({
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm test` runs the compiler over the same files.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // The built-in page for an unknown address is static, and a static page cannot carry the nonce.
    globalNotFound: true,
    // `forbidden()`: a page that is not somebody's to see answers 403.
    authInterrupts: true,
  },
});
