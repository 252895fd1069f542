import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { runCommandFile } from "@/lib/cli/testing/run-command";
import { type Database, openDatabase } from "@/lib/db/database";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { putMovedTo } from "@/lib/db/queries/instance";
import { isAnyoneLeading } from "@/lib/db/queries/lease";
import { freshDatabase } from "@/lib/db/testing/fresh-database";
import { column, onFile } from "@/lib/db/testing/sqlite-file";
import { verifyChain } from "@/lib/services/audit/verify-chain";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { code, type WorkerDesk, workerDesk } from "@/lib/worker/testing/worker-desk";

// A desk with a history on SQLite, moved to a server and back. Who works on which is judged by the simulator's journal.
let simulator: SimulatorProcess;
let folder: string;
let file: string;
let server: { readonly url: string; remove(): Promise<void> };
const open: Database[] = [];
const desks: WorkerDesk[] = [];
const patience = { timeout: 60_000, interval: 20 };
vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-migrate-"));
  file = join(folder, "linkbook.sqlite");
  server = await freshDatabase({ migrated: false });
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.stopAll();
  await closeAll();
  await server.remove();
  rmSync(folder, { recursive: true });
  await simulator.reset();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

const migrate = (from: string, to: string) => runCommandFile("migrate", {}, ["--from", from, "--to", to]);

function use(url: string): { readonly database: Database; readonly desk: WorkerDesk } {
  const database = openDatabase(url);
  const desk = workerDesk(simulator, { database, url, folder });
  open.push(database);
  desks.push(desk);
  return { database, desk };
}

async function closeAll(): Promise<void> {
  for (const database of open.splice(0)) await database.close();
}

async function attempts(database: Database): Promise<number> {
  const rows = await database.read.selectFrom("attempt").select("answer").where("answer", "=", "unreachable").execute();
  return rows.length;
}

/** A desk on the file with a change that is queued. Nothing runs on it any more. */
async function queuedOnFile() {
  const { database, desk } = use(`file:${file}`);
  await database.migrate();
  const id = await desk.prepared();
  const set = await desk.apply(id);
  const head = await auditHead(database.read);
  await closeAll();
  return { id, set, head };
}

it("moves a desk to a server: it goes on there, and the source starts no more", async () => {
  const { id, set, head } = await queuedOnFile();
  const { status, stdout, stderr } = await migrate(`file:${file}`, server.url);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ {2}relation +13$/m);
  expect(stdout).toMatch(/^ {2}operation +1$/m);
  expect(stdout).toContain(`The log's chain holds on both sides: ${head.seq} rows, head ${head.hash}`);

  // The source: a worker on it ends without a word upstream, and npm start refuses it by name.
  const left = use(`file:${file}`).desk;
  left.startWorker("the source's");
  const settings = {
    DATABASE_URL: `file:${file}`,
    NEXTAUTH_SECRET: "a secret that signs the sessions of tests",
    NEXTAUTH_URL: "http://localhost:3000",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "an-id",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "a-key",
  };
  const refused = await runCommandFile("prepare", settings, []);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/^This database was moved to postgres:/)]);
  await left.stopAll();
  await closeAll();
  const again = await migrate(`file:${file}`, server.url);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("was moved to postgres://")]);
  expect(await left.writes(id)).toEqual([]);

  const { database, desk } = use(server.url);
  desk.startWorker();
  await expect.poll(() => desk.outcome(set), patience).toBe("verified");
  expect([await desk.paused(), await desk.restores()]).toEqual([false, []]);
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
  expect(await verifyChain(database)).toMatchObject({ ok: true });
  expect((await auditRowsAfter(database.read, head.seq, 1)).map(({ entry }) => entry.action)).toEqual(["desk.moved"]);
});

it("moves what an older desk kept on a file and a server's text cannot hold, as the sign for that", async () => {
  await queuedOnFile();
  onFile(file, "update sweep set error_code = 'a' || char(0) || 'b'");
  const { status, stderr } = await migrate(`file:${file}`, server.url);
  expect([status, stderr]).toEqual([0, ""]);
  const { database } = use(server.url);
  const codes = await database.read.selectFrom("sweep").select("error_code").execute();
  expect(new Set(codes.map((row) => row.error_code))).toEqual(new Set(["a\uFFFDb"]));
});

it("stops a worker that was not known to be there: it sends nothing from a database that has moved", async () => {
  const { database, desk } = use(server.url);
  await database.migrate();
  const id = await desk.prepared();
  desk.startWorker();
  const epochs = () => database.read.selectFrom("lease").select("epoch").execute();
  await expect.poll(epochs, patience).toEqual([{ epoch: 2 }]);
  await database.transaction((tx) => putMovedTo(tx, { at: "2026-11-22T12:00:00.000Z", to: "elsewhere" }));
  const set = await desk.apply(id);
  // It has looked and been held back before its request: the intent went back on the list.
  await expect.poll(() => attempts(database), patience).toBeGreaterThan(0);
  expect([await desk.outcome(set), await desk.writes(id)]).toEqual([null, []]);
});

it("moves it back into a file that is not there yet", async () => {
  const { set } = await queuedOnFile();
  expect((await migrate(`file:${file}`, server.url)).status).toBe(0);
  const back = join(folder, "back/linkbook.sqlite");
  const { status, stderr } = await migrate(server.url, `file:${back}`);
  expect([status, stderr]).toEqual([0, ""]);
  for (const table of ["relation", "permission", "observation", "audit", "operation", "change", "person", "lease"]) {
    const counts = [file, back].map((path) => Number(column(path, `select count(*) from "${table}"`)[0]));
    // The move itself is one row of the log, each time.
    expect(counts[1]).toBe(Number(counts[0]) + (table === "audit" ? 2 : 0));
  }
  const { desk } = use(`file:${back}`);
  desk.startWorker();
  await expect.poll(() => desk.outcome(set), patience).toBe("verified");
  expect([await desk.paused(), await desk.restores()]).toEqual([false, []]);
});

it("is refused while a desk has the source open, and into what is not empty", async () => {
  const { database, desk } = use(`file:${file}`);
  await database.migrate();
  await desk.prepared();
  const busy = await migrate(`file:${file}`, server.url);
  expect([busy.status, busy.stderr]).toEqual([1, expect.stringContaining("open in another process")]);
  await closeAll();
  const occupied = use(server.url);
  await occupied.database.migrate();
  await occupied.desk.prepared();
  const full = await migrate(`file:${file}`, server.url);
  expect([full.status, full.stderr]).toEqual([1, expect.stringMatching(/^Nothing was moved: the target is not empty/)]);
  expect(column(file, "select key from meta where key = 'moved'")).toEqual([]);
  // The other way a desk is known by its lease.
  occupied.desk.startWorker();
  await expect.poll(() => isAnyoneLeading(occupied.database.read), patience).toBe(true);
  const led = await migrate(server.url, `file:${join(folder, "back.sqlite")}`);
  expect([led.status, led.stderr]).toEqual([1, expect.stringContaining("a desk works on it")]);
  expect(existsSync(join(folder, "back.sqlite"))).toBe(false);
});

it("leaves no row behind when something does not hold", async () => {
  await queuedOnFile();
  // Not text, and kept by a server as what it looks like. It comes late: most tables are there already.
  onFile(file, "update sweep set error_code = x'61'");
  const odd = await migrate(`file:${file}`, server.url);
  expect([odd.status, odd.stderr]).toEqual([
    1,
    'Nothing was moved: "sweep" does not hold the same values in the target.\n',
  ]);
  onFile(
    file,
    "update sweep set error_code = null; drop trigger audit_no_update; update audit set action = 'x' where seq = 2",
  );
  const broken = await migrate(`file:${file}`, server.url);
  expect([broken.status, broken.stderr]).toEqual([1, expect.stringContaining("chain is broken at row 2")]);
  const { database } = use(server.url);
  expect(await database.read.selectFrom("relation").select("relation_id").execute()).toEqual([]);
  expect(await auditHead(database.read)).toMatchObject({ seq: 0 });
  expect(column(file, "select key from meta where key = 'moved'")).toEqual([]);
});

it("says what it wants, and never what an address holds", async () => {
  const { status, stdout } = await runCommandFile("migrate", {}, ["--help"]);
  expect([status, stdout]).toEqual([0, expect.stringContaining("--from <database>")]);
  const missing = await migrate(`file:${join(folder, "nowhere.sqlite")}`, server.url);
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining("--from: there is no database at")]);
  const { database } = use(`file:${file}`);
  await database.migrate();
  await closeAll();
  const gone = await migrate(`file:${file}`, "postgres://somebody:hidden@127.0.0.1:1/desk");
  expect([gone.status, gone.stderr]).toEqual([
    1,
    expect.stringContaining("--to: postgres://127.0.0.1:1/desk cannot be used"),
  ]);
  expect(gone.stderr).not.toContain("hidden");
});
