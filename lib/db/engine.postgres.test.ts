import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { raise, waitForSignal } from "@/lib/db/signal";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";

let fresh: Awaited<ReturnType<typeof openFreshDatabase>>;
beforeEach(async () => {
  fresh = await openFreshDatabase();
});
afterEach(() => fresh.close());

const put = (key: string, into: Database) =>
  into.transaction((tx) => tx.insertInto("meta").values({ key, value: "" }).execute());
const keys = async () =>
  (await fresh.database.read.selectFrom("meta").select("key").orderBy("key").execute()).map(({ key }) => key);

describe("text", () => {
  it("is ordered byte by byte, though the database has another locale", async () => {
    const { rows } = await sql<{ there: number; here: number }>`
      select 'a' < 'B' as there, 'a' < 'B' collate "C" as here`.execute(fresh.database.read);
    expect(rows).toEqual([{ there: true, here: false }]);
    for (const key of ["é", "b", "B", "_", "a", "10", "9"]) await put(key, fresh.database);
    expect(await keys()).toEqual(["10", "9", "B", "_", "a", "b", "é"]);
  });

  it("is so in every column of every table, also of those that migrations to come will add", async () => {
    const { rows } = await sql<{ column: string }>`
      select c.relname || '.' || a.attname as column
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_collation l on l.oid = a.attcollation
      where a.attnum > 0 and not a.attisdropped and l.collname <> 'C'
        and c.relname not like 'kysely_migration%'`.execute(fresh.database.read);
    expect(rows).toEqual([]);
  });
});

/** Stands between Linkbook and the server, and cuts the line when `cut` says so of what passes. */
async function line(cut: (from: "client" | "server", bytes: Buffer) => boolean) {
  const { hostname, port } = new URL(fresh.url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const join = (from: Socket, to: Socket, name: "client" | "server") => {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.on("data", (bytes) => {
        if (!cut(name, bytes)) to.write(bytes);
        else for (const each of [client, upstream]) each.destroy();
      });
    };
    join(client, upstream, "client");
    join(upstream, client, "server");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(fresh.url);
  url.port = String(typeof address === "object" && address ? address.port : 0);
  const database = openDatabase(url.href);
  onTestFinished(async () => {
    await database.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return database;
}

describe("a connection that is lost", () => {
  it("at the commit leaves it open whether it happened: said so, and not tried again", async () => {
    let [commits, isArmed] = [0, false];
    const isCommit = (from: string, bytes: Buffer) => from === "client" && bytes.includes("commit\0");
    const answerLost = await line((from, bytes) => {
      if (isCommit(from, bytes)) commits += 1;
      return from === "server" && commits > 0 && isArmed;
    });
    isArmed = true;
    await expect(put("answer lost", answerLost)).rejects.toMatchObject({ code: "storage_unsure" });
    isArmed = false;
    expect(commits).toBe(1);

    const requestLost = await line((from, bytes) => isArmed && isCommit(from, bytes));
    isArmed = true;
    await expect(put("request lost", requestLost)).rejects.toMatchObject({ code: "storage_unsure" });
    isArmed = false;
    // The one had been carried out, the other had not: from here they look the same.
    await expect.poll(keys).toEqual(["answer lost"]);
    await put("on a new connection", requestLost);
    expect(await keys()).toEqual(["answer lost", "on a new connection"]);
  });

  it("before the commit is a rollback", async () => {
    const database = await line((from, bytes) => from === "client" && bytes.includes("insert into"));
    await expect(put("lost", database)).rejects.toMatchObject({ code: "storage_gone" });
    expect(await keys()).toEqual([]);
  });

  it("while nobody used it is not noticed by whoever comes next", async () => {
    const cutOff = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.read);
    const other = openDatabase(fresh.url);
    onTestFinished(() => other.close());
    for (let round = 0; round < 5; round += 1) {
      await put(`before ${round}`, fresh.database);
      await keys();
      await cutOff();
      await Promise.all([put(`after ${round}`, fresh.database), keys()]);
    }
    expect(await keys()).toHaveLength(10);
  });

  it("by a statement that takes too long, or a mistake in one, is none", async () => {
    const wrong = fresh.database.transaction((tx) => sql`select nothing`.execute(tx));
    await expect(wrong).rejects.toThrow('column "nothing" does not exist');
    await put("after", fresh.database);
    expect(await keys()).toEqual(["after"]);
  });
});

it("a writer that froze in a transaction holds up the others for ten seconds, and then is as if it had died", async () => {
  const frozen = openDatabase(fresh.url);
  onTestFinished(() => frozen.close());
  const began = Date.now();
  const freezing = frozen.transaction(async (tx) => {
    await tx.insertInto("meta").values({ key: "frozen", value: "" }).execute();
    await expect
      .poll(
        () =>
          put("went on", fresh.database).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    await tx.insertInto("meta").values({ key: "thawed", value: "" }).execute();
  });
  await expect(freezing).rejects.toMatchObject({ code: "storage_gone" });
  expect(Date.now() - began).toBeGreaterThan(9_000);
  expect(await keys()).toEqual(["went on"]);
});

it("a signal reaches the other processes on the database, at most twenty times a second, and none comes back", async () => {
  const script = ["--conditions=react-server", "lib/cli/run.mjs", "lib/db/testing/hear-signals.ts", fresh.url];
  const child = spawn(process.execPath, script, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(async () => {
    child.stdin.end();
    await once(child, "exit");
  });
  const said: string[] = [];
  createInterface(child.stdout).on("line", (text) => said.push(text));
  const soon = { timeout: 20_000 };
  await expect.poll(() => said, soon).toContain("listening");
  fresh.database.relaySignals();
  const waiting = waitForSignal("changed", 20_000);
  child.stdin.write("changed\n");
  await waiting;
  const wakes = () => said.filter((text) => text === "wake").length;
  const wakeAndCount = () => {
    raise("wake");
    return wakes();
  };
  await expect.poll(wakeAndCount, soon).toBeGreaterThan(0);
  const before = wakes();
  for (let times = 0; times < 1_000; times += 1) raise("wake");
  await expect.poll(wakes, soon).toBeGreaterThan(before);
  expect(wakes() - before).toBeLessThan(5);
});

it("lets what is urgent go ahead of all that queues in the process", async () => {
  const ended: string[] = [];
  const queued = Array.from({ length: 30 }, async (_, number) => {
    await put(`queued ${number}`, fresh.database);
    ended.push("queued");
  });
  const urgent = fresh.database
    .transaction((tx) => tx.insertInto("meta").values({ key: "urgent", value: "" }).execute(), { urgent: true })
    .then(() => ended.push("urgent"));
  await Promise.all([...queued, urgent]);
  // Its connection is opened first, in which a few of the others end.
  expect(ended.indexOf("urgent")).toBeLessThan(20);
});
