import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";

const ready = z.object({ door: z.string() });
const made = z.object({ name: z.string(), url: z.string() });

/** A test server by its door: see `serve-postgres.ts`. */
export class PostgresDoor {
  constructor(readonly address: string) {}

  async createDatabase({
    migrated,
  }: {
    readonly migrated: boolean;
  }): Promise<{ readonly name: string; readonly url: string }> {
    return made.parse(await this.order("POST", `/databases${migrated ? "?migrated=1" : ""}`));
  }
  async dropDatabase(name: string): Promise<void> {
    await this.order("DELETE", `/databases/${name}`);
  }
  /** `kill`: at once, as a crash. `fast`: throws everybody out, as a restart. */
  async stop(how: "kill" | "fast"): Promise<void> {
    await this.order("POST", `/stop?how=${how}`);
  }
  async start(): Promise<void> {
    await this.order("POST", "/start");
  }

  private async order(method: string, path: string): Promise<unknown> {
    const answer = await fetch(`${this.address}${path}`, { method, signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return answer.json();
  }
}

export interface PostgresProcess {
  readonly door: PostgresDoor;
  close(): Promise<void>;
}

/** Starts a server of its own. It ends with this process at the latest. `durable`: it syncs to disk, as one in earnest. */
export async function startPostgresProcess({ durable = false } = {}): Promise<PostgresProcess> {
  const script = ["--conditions=react-server", "lib/cli/run.mjs", "lib/db/testing/serve-postgres.ts"];
  if (durable) script.push("--durable");
  const child = spawn(process.execPath, script, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    ended.then(() => {
      throw new Error("PostgreSQL for tests did not start");
    }),
  ]);
  return {
    door: new PostgresDoor(ready.parse(JSON.parse(String(line))).door),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
