import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A digest over the contents of files and folders, for "nothing has changed since". What does not exist counts as such.
 *
 * @param {string} root
 * @param {string[]} paths files or folders, relative to `root`
 * @param {{ skip?: (path: string) => boolean, also?: string[] }} [options] `skip` leaves out files by their path
 *   relative to `root`; `also` mixes in other facts
 */
export function fingerprint(root, paths, { skip = () => false, also = [] } = {}) {
  const digest = createHash("sha256").update(JSON.stringify(also));
  for (const path of paths.flatMap((path) => filesUnder(root, path)).sort()) {
    if (!skip(path)) digest.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return digest.digest("hex");
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(root, path) {
  const at = join(root, path);
  if (!existsSync(at)) return [];
  if (!statSync(at).isDirectory()) return [path];
  return readdirSync(at).flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/** @param {string} file */
export const readStamp = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : null);

/**
 * Written whole or not at all, so that an interruption leaves the old stamp or none.
 *
 * @param {string} file
 * @param {string} value
 * @param {number} [mode]
 */
export function writeStamp(file, value, mode) {
  writeFileSync(`${file}.new`, `${value}\n`, { mode });
  renameSync(`${file}.new`, file);
}
