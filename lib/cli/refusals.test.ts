import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { project } from "./launch/project.mjs";

/** Runs a launcher as npm would, with the given settings only; it must refuse before it starts anything. */
function run(name: "start" | "demo" | "test", settings: Record<string, string>, { root = project, args = [""] } = {}) {
  const script = join(root, "lib/cli", `${name}.mjs`);
  const env = { PATH: "/usr/bin:/bin", NODE_ENV: "production" as const, ...settings };
  const given = args.filter(Boolean);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...given], {
    cwd: root,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr: stderr.trim() };
}

async function portInUse(): Promise<string> {
  const server = createServer();
  server.listen(0);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return String(typeof address === "object" && address ? address.port : 0);
}

test("npm start says which port is in use and how to choose another, and does nothing else", async () => {
  const PORT = await portInUse();
  expect(run("start", { PORT })).toEqual({
    status: 1,
    stdout: "",
    stderr: `Port ${PORT} is in use. Stop what listens there, or choose another: PORT=… (now ${PORT}).`,
  });
});

test("npm run demo says which of its two ports is in use", async () => {
  const used = await portInUse();
  const { status, stdout, stderr } = run("demo", { PORT: "3999", LINKBOOK_SIMULATOR_PORT: used });
  expect(stderr).toContain(`Port ${used} is in use`);
  expect(stderr).toContain("LINKBOOK_SIMULATOR_PORT=");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(run("demo", { PORT: "3999", LINKBOOK_SIMULATOR_PORT: "3999" }).stderr).toMatch(/^PORT and LINKBOOK_SIMUL/);
});

test("npm start without packages names the command that installs them", () => {
  const root = mkdtempSync(join(tmpdir(), "linkbook-bare-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const part of ["lib/cli", "package.json"]) cpSync(join(project, part), join(root, part), { recursive: true });
  const { status, stderr } = run("start", {}, { root });
  expect(stderr).toBe("The packages are not installed. Install them by the lock file: npm ci");
  expect(status).toBe(1);
});

test("npm test refuses a step it does not know, and names those it does", () => {
  const { status, stderr } = run("test", {}, { args: ["--only", "unit,speed"] });
  expect(stderr).toBe("--only speed: one or more of lint, types, imports, deadcode, build, unit, browser");
  expect(status).toBe(1);
});
