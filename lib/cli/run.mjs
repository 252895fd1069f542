/**
 * `node --conditions=react-server lib/cli/run.mjs FILE ...`: runs a TypeScript file of this project, relative to the
 * project's folder, with the rest of the line as its own. In this very process: signals, standard input and the exit
 * code are the program's.
 */
import { pathToFileURL } from "node:url";
import { compile } from "./launch/compile.mjs";
import { project } from "./launch/project.mjs";

const [node = process.execPath, , file = "", ...rest] = process.argv;
const program = await compile(project, file).catch((error) => {
  console.error(`${file} could not be compiled (npm run build does that beforehand): ${error.message}`);
  return process.exit(1);
});
process.argv = [node, program, ...rest];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(program).href);
