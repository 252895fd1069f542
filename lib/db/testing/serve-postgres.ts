/**
 * A PostgreSQL server for tests as a process of its own, which ends when its standard input does: whoever started it
 * may be killed. With `--durable` it syncs to disk. Prints `{"door"}`, the address where it takes orders:
 *
 * - `POST /databases?migrated=1` makes a database and answers `{"name","url"}`; `DELETE /databases/<name>` drops it
 * - `POST /stop?how=kill|fast` ends the server and `POST /start` starts it again, on the same port with the same data
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { openDatabase } from "@/lib/db/database";
import { startPostgres } from "@/lib/db/testing/postgres-server";

const server = await startPostgres({ durable: process.argv.includes("--durable") });
const template = await server.createDatabase();
const first = openDatabase(server.url(template));
await first.migrate();
await first.close();

async function obey({ method, url = "" }: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const [, room, name = ""] = pathname.split("/");
  switch (`${method} ${room}`) {
    case "POST databases": {
      const made = await server.createDatabase(searchParams.get("migrated") ? template : undefined);
      return { name: made, url: server.url(made) };
    }
    case "DELETE databases":
      return await server.dropDatabase(name);
    case "POST stop":
      return await server.stop(searchParams.get("how") === "kill" ? "kill" : "fast");
    case "POST start":
      return await server.start();
    default:
      throw new Error(`no such order: ${method} ${pathname}`);
  }
}

const door = createServer((request, response) => {
  obey(request).then(
    (answer) => response.end(JSON.stringify(answer ?? null)),
    (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
  );
});
// An idle connection that is ended here meets the next order of a busy process with a reset.
door.keepAliveTimeout = 0;
door.listen(0, "127.0.0.1");
await once(door, "listening");

async function end(): Promise<void> {
  await server.close();
  process.exit(0);
}
process.stdin.on("end", end).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);

const address = door.address();
console.log(JSON.stringify({ door: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}` }));
