import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fingerprint } from "./stamp.mjs";

const kept = ".linkbook/programs";
const aDay = 24 * 60 * 60 * 1000;

/** What a program may be made of, and what decides how. Packages are not compiled in, so only their names are. */
const sources = ["lib", "e2e/fixtures", "tsconfig.json", "package-lock.json"];
const outside = /\.test\.tsx?$|\.md$/;

/**
 * A TypeScript file with all it imports of this project as one file that Node runs as it is: a program starts in a third
 * of the time that compiling each file as it is loaded takes. Made once for the sources as they are.
 *
 * @param {string} root the folder that holds package.json
 * @param {string} file relative to `root`
 * @returns {Promise<string>} the path of what can be run
 */
export async function compile(root, file) {
  const of = fingerprint(root, [file, ...sources], { skip: (path) => outside.test(path) }).slice(0, 16);
  const folder = join(root, kept, dirname(file));
  const made = join(folder, `${basename(file, ".ts")}.${of}.mjs`);
  if (isThere(made)) return made;
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: made,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "error",
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  removeOld(folder);
  // The map first. Others may be making the same at this moment: each file appears as a whole, whoever was first.
  for (const { path, contents } of outputFiles.sort((a, b) => b.path.length - a.path.length)) {
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return made;
}

/** @param {string} path */
const isThere = (path) => statSync(path, { throwIfNoEntry: false }) !== undefined;

/**
 * Takes away what was made of sources that are no more. What is younger than a day may be about to be started.
 *
 * @param {string} folder
 */
function removeOld(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = join(folder, entry.name);
    const made = statSync(at, { throwIfNoEntry: false })?.mtimeMs;
    if (entry.isFile() && made !== undefined && Date.now() - made > aDay) rmSync(at, { force: true });
  }
}
