import { rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { step } from "./progress.mjs";
import { project } from "./project.mjs";
import { requireNode, StepFailed } from "./refusal.mjs";
import { fingerprint, readStamp, writeStamp } from "./stamp.mjs";

const stamp = join(project, ".next/linkbook-build");
const next = join(project, "node_modules/next/dist/bin/next");

/** What runs beside the desk where it is in use: nothing is left to compile there, where files may not be written. */
const commands = ["backup", "check", "migrate", "prepare", "restore", "user", "verify"];

/** What the build depends on. Commands, the simulator and tests are no part of it. */
const sources = ["app", "components", "lib", "public"].concat([
  "proxy.ts",
  "instrumentation.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
]);
const outside = /^lib\/(cli|simulator|guard-rails)\/|\.test\.tsx?$/;

const sourcesNow = () => fingerprint(project, sources, { skip: (path) => outside.test(path) });

/** Builds for production. The stamp is of the sources as they were before: an edit in between builds again. */
export async function build() {
  // The loader of next-intl takes it; the built app needs less, so `npm start` asks only when it has to build.
  requireNode("20.19");
  rmSync(stamp, { force: true });
  const before = sourcesNow();
  const env = { ...process.env, NODE_ENV: /** @type {const} */ ("production"), NEXT_TELEMETRY_DISABLED: "1" };
  const code = await run(process.execPath, [next, "build"], { cwd: project, env });
  if (code !== 0) throw new StepFailed("The build failed. To repeat it alone: npm run build");
  const { compile } = await import("./compile.mjs");
  for (const name of commands) await compile(project, `lib/cli/${name}.ts`);
  writeStamp(stamp, before);
}

/** Builds unless a build of these very sources is there. */
export async function ensureBuilt() {
  if (readStamp(stamp) !== sourcesNow()) await step("Building the app", build);
}
