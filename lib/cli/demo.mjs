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

/** The made-up enterprise's management account. */
const payerUid = "1998833470017415";

await launch(async () => {
  requireNode("20.19");
  const port = readPort("PORT", 3000);
  const simulatorPort = readPort("LINKBOOK_SIMULATOR_PORT", 4010);
  if (port === simulatorPort) throw new Refusal("PORT and LINKBOOK_SIMULATOR_PORT: two different ports are wanted");
  await requireFree(port, "PORT");
  await requireFree(simulatorPort, "LINKBOOK_SIMULATOR_PORT");
  const home = demoHome();
  await ensureInstalled();
  await ensureBuilt();

  const simulatorLog = join(home.folder, "simulator.log");
  const appLog = join(home.folder, "app.log");
  const at = (/** @type {string} */ path) => relative(process.cwd(), path);
  const journal = join(home.folder, "simulator-journal.jsonl");

  const env = { ...process.env, ...demoSettings(home, { port, simulatorPort, payerUid, rate }) };
  const [simulator, controlPort, app] = await step("Starting the simulator and Linkbook", async () => {
    const made = ["--members", String(home.members), "--seed", "1", "--payer-uid", payerUid, "--journal", journal];
    const ports = ["--port", String(simulatorPort), "--control-port", "0"];
    const config = ["--config", JSON.stringify({ quotaPerSecond: rate * 2 })];
    const script = ["lib/cli/run.mjs", "lib/simulator/main.ts", ...made, ...ports, ...config];
    const simulator = start(process.execPath, script, { cwd: project, stdio: ["ignore", "pipe", "pipe"] });
    keepLog(simulator, simulatorLog);
    const ready = firstLine(simulator, `The simulator (log: ${at(simulatorLog)})`);
    await Promise.all([ready, prepare(env)]);
    const app = serve(port, { env, stdio: ["ignore", "pipe", "pipe"] });
    keepLog(app, appLog);
    await answers(`http://127.0.0.1:${port}/readyz`, app, { name: `Linkbook (log: ${at(appLog)})` });
    return /** @type {const} */ ([simulator, JSON.parse(await ready).controlPort, app]);
  });

  console.log(`
Linkbook is ready: ${home.members} members of a made-up enterprise.

  Address    http://localhost:${port}
  Password   ${home.password}   (the same for everybody)

${people.map(([email, may]) => `  ${email.padEnd(26)} ${may}`).join("\n")}

  A new account's email ends in @members.demo.example; the simulator refuses every other domain.

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

/** @param {NodeJS.ProcessEnv} env */
async function prepare(env) {
  await command("lib/cli/prepare.ts", { env });
  await command("lib/cli/demo-people.ts", { env });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} file
 */
function keepLog(child, file) {
  const log = createWriteStream(file, { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
}
