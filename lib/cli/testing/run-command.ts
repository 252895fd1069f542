import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const project = join(import.meta.dirname, "../../..");

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `lib/cli` as npm does, with these settings only, beside what the test does meanwhile. */
export async function runCommandFile(
  name: string,
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  input = "",
): Promise<Ran> {
  const script = ["--conditions=react-server", "lib/cli/run.mjs", `lib/cli/${name}.ts`, ...args];
  const env = { NODE_ENV: "production" as const, ...settings };
  const child = spawn(process.execPath, script, { cwd: project, env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status: typeof status === "number" ? status : null, stdout, stderr };
}
