/**
 * `node --conditions=react-server lib/cli/run.mjs FILE ...`: runs a TypeScript file of this project, relative to the
 * project's folder, with the rest of the line as its own. In this very process: signals, standard input and the exit
 * code are the program's.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile } from "./launch/compile.mjs";
import { requireInstalled } from "./launch/install.mjs";
import { project } from "./launch/project.mjs";
import { Refusal } from "./launch/refusal.mjs";

const [node = process.execPath, , file = "", ...rest] = process.argv;
/** @type {string} */
let program;
try {
  requireInstalled();
  if (!/^[^./].*\.ts$/.test(file) || !existsSync(join(project, file)))
    throw new Refusal(`"${file}": a TypeScript file of this project is wanted, relative to its folder`);
  program = await compile(project, file);
} catch (error) {
  const message = error instanceof Error ? error.message : error;
  console.error(error instanceof Refusal ? message : `${file} does not compile: ${message}`);
  process.exit(1);
}
process.argv = [node, program, ...rest];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(program).href);
