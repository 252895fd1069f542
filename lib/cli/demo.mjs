/**
 * `npm run demo`: the desk against the simulator, from a fresh clone to an address one can open. Installs and builds
 * what is missing, asks nothing, stays in the foreground; Ctrl-C ends both processes. Run again, it takes up its data.
 */
import { createWriteStream } from "node:fs";
import { join, relative } from "node:path";
import { command, serve } from "./launch/app.mjs";
import { ensureBuilt } from "./launch/build.mjs";
import { ended, start, stopChildren, stopped } from "./launch/child.mjs";
import { demoHome, demoSettings, people } from "./launch/demo-home.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { readPort, requireFree } from "./launch/port.mjs";
import { step } from "./launch/progress.mjs";
import { project } from "./launch/project.mjs";
import { answers, firstLine } from "./launch/ready.mjs";
import { launch, Refusal, requireNode, StepFailed } from "./launch/refusal.mjs";

/** Calls a second: with the standard rate the first sweep of 1,000 members would take more than three minutes. */
const rate = 200;

await launch(async () => {
  requireNode("20.19");
  const port = readPort("PORT", 3000);
  const simulatorPort = readPort("LINKBOOK_SIMULATOR_PORT", 4010);
  if (port === simulatorPort) throw new Refusal("PORT and LINKBOOK_SIMULATOR_PORT: two different ports are wanted");
  await requireFree(port, "PORT");
  await requireFree(simulatorPort, "LINKBOOK_SIMULATOR_PORT");
  await ensureInstalled();
  await ensureBuilt();

  const home = demoHome();
  const simulatorLog = join(home.folder, "simulator.log");
  const appLog = join(home.folder, "app.log");
  const journal = join(home.folder, "simulator-journal.jsonl");

  const [simulator, { payerUid, controlPort }] = await step("Starting the simulator", async () => {
    const options = { port: simulatorPort, members: home.members, seed: 1, journal, "control-port": 0 };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const switches = JSON.stringify({ quotaPerSecond: rate * 2 });
    const script = ["--import", "tsx", "lib/simulator/main.ts", ...flags, "--config", switches];
    const child = start(process.execPath, script, { cwd: project, stdio: ["ignore", "pipe", "pipe"] });
    keepLog(child, simulatorLog);
    return /** @type {const} */ ([child, JSON.parse(await firstLine(child))]);
  });

  const env = { ...process.env, ...demoSettings(home, { port, simulatorPort, payerUid, rate }) };
  const app = await step("Starting Linkbook", async () => {
    await command("lib/cli/prepare.ts", { env });
    await command("lib/cli/demo-people.ts", { env });
    const child = serve(port, { env, stdio: ["ignore", "pipe", "pipe"] });
    keepLog(child, appLog);
    await answers(`http://127.0.0.1:${port}/readyz`, child);
    return child;
  });

  const at = (/** @type {string} */ path) => relative(process.cwd(), path);
  console.log(`
Linkbook is ready: ${home.members} members of a made-up enterprise.

  Address    http://localhost:${port}
  Password   ${home.password}   (the same for everybody)

${people.map(([email, may]) => `  ${email.padEnd(26)} ${may}`).join("\n")}

  What reached the simulator   ${at(journal)}
  The simulator's control door http://127.0.0.1:${controlPort}
  Logs                         ${at(appLog)}, ${at(simulatorLog)}

Ctrl-C ends it.`);

  const first = await Promise.race([
    ended(app).then((code) => `Linkbook ended (exit code ${code}); its log is ${at(appLog)}.`),
    ended(simulator).then((code) => `The simulator ended (exit code ${code}); its log is ${at(simulatorLog)}.`),
  ]);
  if (!stopped()) stopChildren();
  await Promise.all([ended(app), ended(simulator)]);
  if (!stopped()) throw new StepFailed(first);
  console.log("\nEnded.");
  return 0;
});

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} file
 */
function keepLog(child, file) {
  const log = createWriteStream(file, { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
}
