import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { project } from "./project.mjs";

/** A launcher with the given body, started; answers with its first line, a way to signal it, and how it ended. */
async function launcher(body: string) {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-child-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const from = (name: string) => JSON.stringify(join(project, "lib/cli/launch", name));
  writeFileSync(
    join(folder, "launcher.mjs"),
    `import { ended, run, start } from ${from("child.mjs")};
     import { launch, Refusal } from ${from("refusal.mjs")};
     import { firstLine } from ${from("ready.mjs")};
     const node = (script, options) => start(process.execPath, ["-e", script], options);
     await launch(async () => { ${body} });`,
  );
  const child = spawn(process.execPath, [join(folder, "launcher.mjs")], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const closed = once(child, "close").then(([code]) => ({ code, output, errors }));
  const says = async (word: string) => {
    while (!output.includes(word)) await once(child.stdout, "data");
    return output;
  };
  return { says, closed, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("the child's exit code is ours; after a signal it is 128 and its number", async () => {
  const own = await launcher("return await ended(node('process.exit(7)'));");
  expect((await own.closed).code).toBe(7);
  const signalled = await launcher("return await ended(node('process.kill(process.pid, \"SIGTERM\")'));");
  expect((await signalled.closed).code).toBe(143);
});

test("a signal is passed on, and its end awaited", async () => {
  const it = await launcher(
    'return await ended(node(\'process.once("SIGTERM", () => process.exit(3)); console.log("up"); setInterval(() => {}, 1000)\'));',
  );
  await it.says("up");
  it.kill("SIGTERM");
  expect((await it.closed).code).toBe(3);
});

test("a child that does not hear the signal is killed, and none is left behind", async () => {
  const it = await launcher(
    'return await ended(node(\'process.on("SIGINT", () => {}); console.log("pid " + process.pid + ";"); setInterval(() => {}, 1000)\'));',
  );
  const pid = Number(/pid (\d+);/.exec(await it.says(";"))?.[1]);
  it.kill("SIGINT");
  expect((await it.closed).code).toBe(137);
  expect(isAlive(pid)).toBe(false);
});

test("a refusal is printed as it stands, with exit code 1; a signal during the work says how to go on", async () => {
  const refused = await launcher("throw new Refusal('PORT: a port is wanted');");
  expect(await refused.closed).toEqual({ code: 1, output: "", errors: "\nPORT: a port is wanted\n" });

  const stopped = await launcher(
    "await ended(node('console.log(\"up\"); setInterval(() => {}, 1000)')); node('0'); return 0;",
  );
  await stopped.says("up");
  stopped.kill("SIGINT");
  expect(await stopped.closed).toMatchObject({ code: 130, errors: expect.stringContaining("Stopped.") });
});

test("the first line of a child is waited for; a child that ends without one is an error", async () => {
  const it = await launcher(
    'console.log(await firstLine(node(\'process.stdout.write("{\\\\"ready\\\\":"); setTimeout(() => console.log("true}"), 50)\', { stdio: \'pipe\' }))); return 0;',
  );
  expect((await it.closed).output).toBe('{"ready":true}\n');
  const silent = await launcher("await firstLine(node('process.exit(4)', { stdio: 'pipe' }), 'It'); return 0;");
  expect(await silent.closed).toMatchObject({ code: 1, errors: expect.stringContaining("exit code 4") });
});
