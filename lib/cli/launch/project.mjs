import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The nearest folder above that holds package.json: what is compiled lies deeper than its source (`compile.mjs`).
 *
 * @param {string} folder
 * @returns {string}
 */
function above(folder) {
  if (existsSync(join(folder, "package.json"))) return folder;
  if (dirname(folder) === folder)
    throw new Error("no package.json above this file: this is not a whole copy of Linkbook");
  return above(dirname(folder));
}

/** The folder that holds package.json, without a slash at its end. */
export const project = above(dirname(fileURLToPath(import.meta.url)));
