import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommandFile } from "@/lib/cli/testing/run-command";
import { type Database, openDatabase } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { column, onFile } from "@/lib/db/testing/sqlite-file";

// Up to seven commands one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let file: string;
let copy: string;
let desk: Database | null = null;

const run = (command: "backup" | "restore", ...args: readonly string[]) =>
  runCommandFile(command, { LINKBOOK_DATA: join(folder, "data") }, args);
const open = () => openDatabase(`file:${file}`);

async function log(database: Database, rows: number, action = "session.mint"): Promise<void> {
  for (let number = 0; number < rows; number += 1)
    await database.transaction((tx) =>
      appendAudit(tx, { person: null, payerUid: null, correlationId: `r${number}` }, { action }),
    );
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-backup-"));
  file = join(folder, "data/linkbook.sqlite");
  copy = join(folder, "copy.sqlite");
  desk = open();
  await desk.migrate();
  await log(desk, 5);
});
afterEach(async () => {
  await desk?.close();
  desk = null;
  rmSync(folder, { recursive: true });
});

async function stop(): Promise<void> {
  await desk?.close();
  desk = null;
}

describe("npm run backup", () => {
  it("copies one state while the desk writes, for this user alone, and says what is in it", async () => {
    const writer = open();
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        await log(writer, 5);
        await nextTurn();
      }
    })();
    const { status, stdout, stderr } = await run("backup", "--to", copy);
    isDone = true;
    await writing;
    await writer.close();
    expect([status, stderr]).toEqual([0, ""]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const [rows] = column(copy, "select seq from audit_head");
    expect(Number(rows)).toBeGreaterThanOrEqual(5);
    expect(stdout).toContain(`Log       ${rows} rows, the chain holds`);
    expect(stdout).toContain(`Head      ${column(copy, "select hash from audit_head")[0]}`);
    expect(stdout).toContain(`SHA-256   ${createHash("sha256").update(readFileSync(copy)).digest("hex")}`);
    // One file, which needs nothing beside it.
    expect(readdirSync(folder).sort()).toEqual(["copy.sqlite", "data"]);
  });

  it("never overwrites", async () => {
    writeFileSync(copy, "mine");
    const { status, stderr } = await run("backup", "--to", copy);
    expect([status, stderr]).toEqual([1, `--to: there is something at ${copy}; a backup never overwrites\n`]);
    expect(readFileSync(copy, "utf8")).toBe("mine");
  });

  it("leaves nothing when the copy does not hold, or has no place", async () => {
    onFile(file, "drop trigger audit_no_update; update audit set detail = '{}' || detail where seq = 3");
    const broken = await run("backup", "--to", copy);
    expect([broken.status, broken.stderr]).toEqual([1, "The copy: its log's chain is broken at row 3 (changed)\n"]);
    expect(existsSync(copy)).toBe(false);
    const nowhere = join(folder, "missing/copy.sqlite");
    expect((await run("backup", "--to", nowhere)).stderr).toBe(`--to: ${nowhere} cannot be made (ENOENT)\n`);
  });

  it("says what it wants, and what to use for PostgreSQL", async () => {
    expect(await run("backup")).toMatchObject({ status: 1, stderr: expect.stringContaining("--to is missing") });
    expect(await run("backup", "--too", copy)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Unknown option/),
    });
    expect(await run("backup", "--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--to <file>") });
    const settings = { LINKBOOK_DATA: folder, DATABASE_URL: "postgres://127.0.0.1:1/desk" };
    const { status, stderr } = await runCommandFile("backup", settings, ["--to", copy]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("pg_dump --format=custom")]);
  });
});

describe("npm run restore", () => {
  it("puts a backup in the database's place, keeps what was there, and marks it as restored", async () => {
    expect((await run("backup", "--to", copy)).status).toBe(0);
    if (desk) await log(desk, 3);
    await stop();
    const { status, stdout, stderr } = await run("restore", "--from", copy);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Log       5 rows, the chain holds");
    expect(stdout).toContain("At the next start every account is paused.");
    expect(column(file, "select seq from audit_head")).toEqual([5]);
    expect(column(file, "select key from meta where key = 'restored'")).toEqual(["restored"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [replaced] = readdirSync(join(folder, "data")).filter((name) => name.includes(".replaced-"));
    expect(column(join(folder, "data", replaced ?? ""), "select seq from audit_head")).toEqual([8]);
    // The backup itself is as it was.
    expect(column(copy, "select key from meta where key = 'restored'")).toEqual([]);
  });

  it("is refused while any process has the database open, and changes nothing then", async () => {
    expect((await run("backup", "--to", copy)).status).toBe(0);
    const before = readdirSync(join(folder, "data"));
    const { status, stderr } = await run("restore", "--from", copy);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^The database is open in another process/)]);
    expect((await run("restore", "--in-place")).stderr).toMatch(/^The database is open in another process/);
    expect(readdirSync(join(folder, "data"))).toEqual(before);
    expect(await desk?.isMigrated()).toBe(true);
  });

  it("takes a copy made by hand with the log beside it, and a data folder that has no database yet", async () => {
    // As `cp` takes it from a running desk: the newest rows are in the file beside it.
    for (const suffix of ["", "-wal"]) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
    const settings = { LINKBOOK_DATA: join(folder, "elsewhere") };
    const { status, stdout } = await runCommandFile("restore", settings, ["--from", copy]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("Log       5 rows")]);
    expect(readdirSync(join(folder, "elsewhere"))).toEqual(["linkbook.sqlite"]);
  });

  it("refuses what is no whole Linkbook database of this version or an older one", async () => {
    expect((await run("backup", "--to", copy)).status).toBe(0);
    await stop();
    const data = readFileSync(file);
    const refused = async (name: string, make: (path: string) => void) => {
      const path = join(folder, name);
      make(path);
      const { status, stderr } = await run("restore", "--from", path);
      expect(status).toBe(1);
      return stderr.replace(`--from: ${path}`, "it").trim();
    };
    const changed = (statements: string) => (path: string) => {
      copyFileSync(copy, path);
      onFile(path, statements);
    };
    expect(
      await refused("text", (path) =>
        writeFileSync(path, "not a database, but long enough to be looked into".repeat(40)),
      ),
    ).toBe("it is not an SQLite database");
    expect(await refused("empty", (path) => writeFileSync(path, ""))).toBe("it is not a Linkbook database");
    expect(await refused("other", (path) => onFile(path, "create table recipe (name text)"))).toBe(
      "it is not a Linkbook database",
    );
    expect(await refused("cut", (path) => writeFileSync(path, readFileSync(copy).subarray(0, 20_000)))).toBe(
      "it is damaged: SQLite's integrity check fails",
    );
    expect(await refused("newer", changed("insert into kysely_migration values ('0099-later', '2031')"))).toBe(
      "it was written by a newer version of Linkbook, with migrations that this one does not have: 0099-later",
    );
    expect(await refused("forged", changed("drop trigger audit_no_delete; delete from audit where seq = 5"))).toBe(
      "it: its log's chain is broken at row 5 (missing)",
    );
    expect((await run("restore", "--from", join(folder, "nowhere"))).stderr).toContain("cannot be read (ENOENT)");
    expect(readFileSync(file).equals(data)).toBe(true);
    expect(readdirSync(join(folder, "data"))).toEqual(["linkbook.sqlite"]);
  });

  it("puts a whole database in the place of one that SQLite cannot read", async () => {
    expect((await run("backup", "--to", copy)).status).toBe(0);
    await stop();
    writeFileSync(file, "damaged".repeat(5_000));
    expect(await run("restore", "--from", copy)).toMatchObject({ status: 0, stderr: "" });
    expect(column(file, "select seq from audit_head")).toEqual([5]);
  });

  it("marks the database that is there", async () => {
    await stop();
    expect(await run("restore", "--in-place")).toMatchObject({ status: 0, stderr: "" });
    expect(column(file, "select key from meta where key = 'restored'")).toEqual(["restored"]);
    expect(await run("restore")).toMatchObject({ status: 1, stderr: expect.stringMatching(/^One of --from and/) });
  });
});
