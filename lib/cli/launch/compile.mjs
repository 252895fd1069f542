import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { fingerprint } from "./stamp.mjs";

const kept = ".linkbook/programs";
const aDay = 24 * 60 * 60 * 1000;

/** What a program may be made of, and what decides how. Packages are not compiled in, so only their names are. */
const sources = ["lib", "tsconfig.json", "package-lock.json"];
const isSource = /(^|\/)[^./][^/]*(?<!\.test)\.(ts|mjs|json)$/;

/**
 * A TypeScript file with all it imports of this project as one file that Node runs as it is: a program starts in a third
 * of the time that compiling each file as it is loaded takes. Made once for the sources as they are. Throws a Refusal
 * where it cannot be kept, and what esbuild throws where it does not compile.
 *
 * @param {string} root the folder that holds package.json
 * @param {string} file relative to `root`
 * @returns {Promise<string>} the path of what can be run
 */
export async function compile(root, file) {
  const folder = join(root, kept, dirname(file));
  const name = basename(file, ".ts");
  for (;;) {
    const of = sourcesNow(root, file);
    const made = join(folder, `${name}.${of}.mjs`);
    if (isWhole(made)) return made;
    // Its asynchronous calls leave a process that lives as long as this one.
    const { buildSync } = await import("esbuild");
    const { outputFiles } = buildSync({
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
      logLevel: "silent",
      write: false,
    });
    // An edit in between belongs to other sources.
    if (sourcesNow(root, file) !== of) continue;
    keep(folder, outputFiles);
    removeOld(folder, of);
    return made;
  }
}

/** A loss of power may have left it empty. */
const isWhole = (/** @type {string} */ path) => existsSync(path) && statSync(path).size > 0;

/**
 * @param {string} root
 * @param {string} file
 */
function sourcesNow(root, file) {
  const more = file.startsWith("lib/") ? [] : file.startsWith("e2e/fixtures/") ? ["e2e/fixtures"] : [file];
  return fingerprint(root, [...sources, ...more], { skip: (path) => !isSource.test(path) }).slice(0, 16);
}

/**
 * The map first. Others may be making the same at this moment: each file appears as a whole, whoever was first, and for
 * every user who can get to the folder.
 *
 * @param {string} folder
 * @param {readonly { readonly path: string, readonly contents: Uint8Array }[]} files
 */
function keep(folder, files) {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { path, contents } of files.toSorted((a, b) => b.path.length - a.path.length)) {
      const unfinished = `${path}.${process.pid}`;
      writeFileSync(unfinished, contents, { flush: true });
      chmodSync(unfinished, 0o644);
      renameSync(unfinished, path);
    }
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new Refusal(
      `${folder} cannot be written (${code}). Run npm run build as the user who owns Linkbook's folder: it leaves ` +
        "nothing to write. Or give this folder to the user who runs its commands.",
      { cause },
    );
  }
}

/**
 * Takes away what was made of sources that are no more. What is younger than a day may be about to be started.
 *
 * @param {string} folder
 * @param {string} of the sources as they are
 */
function removeOld(folder, of) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = join(folder, entry.name);
    const made = statSync(at, { throwIfNoEntry: false })?.mtimeMs;
    if (!entry.isFile() || entry.name.includes(of) || made === undefined || Date.now() - made < aDay) continue;
    rmSync(at, { force: true });
  }
}
