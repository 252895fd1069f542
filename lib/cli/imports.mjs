/**
 * `npm run imports`: checks every import against `.dependency-cruiser.cjs`, and that every source file was looked at.
 * The tool alone passes happily when it sees no modules (it does so under a TypeScript it does not know).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(process.argv[2] ?? project);
const source = /^[^.].*\.(ts|tsx|mjs|cjs)$/;

const rooms = ["app", "components", "e2e", "lib"].filter((name) => existsSync(`${folder}/${name}`));
const rootFiles = readdirSync(folder).filter((name) => source.test(name) && name !== "next-env.d.ts");
const files = rooms
  .flatMap((room) =>
    readdirSync(`${folder}/${room}`, { recursive: true, encoding: "utf8" }).map((at) => `${room}/${at}`),
  )
  .concat(rootFiles)
  .filter((path) => source.test(path))
  .map((path) => path.replaceAll("\\", "/"));
if (files.length === 0) {
  console.error("the import check found no files at all");
  process.exit(1);
}

const tool = fileURLToPath(new URL("../../bin/dependency-cruise.mjs", import.meta.resolve("dependency-cruiser")));
const options = ["--config", ".dependency-cruiser.cjs", "--output-type", "json"];
const { stdout, stderr } = spawnSync(process.execPath, [tool, ...options, ...rooms, ...rootFiles], {
  cwd: folder,
  encoding: "utf8",
  maxBuffer: 256 * 1024 * 1024,
});
if (!stdout.startsWith("{")) {
  console.error(stderr || stdout || "the import check printed nothing");
  process.exit(1);
}

const { modules, summary } = JSON.parse(stdout);
const seen = new Set(modules.map((/** @type {{ source: string }} */ module) => module.source));
const unseen = files.filter((path) => !seen.has(path));

const reasons = new Map(
  (summary.ruleSetUsed?.forbidden ?? []).map((/** @type {{ name: string; comment: string }} */ rule) => [
    rule.name,
    rule.comment,
  ]),
);
for (const { rule, from, to } of summary.violations) {
  console.error(`${rule.name}: ${from}${to && to !== from ? ` → ${to}` : ""}\n    ${reasons.get(rule.name)}`);
}
for (const path of unseen) console.error(`not seen by the import check: ${path}`);

const wrong = summary.violations.length + unseen.length;
console.log(`${files.length} files, ${summary.totalDependenciesCruised} imports, ${wrong} not allowed`);
process.exitCode = wrong > 0 ? 1 : 0;
