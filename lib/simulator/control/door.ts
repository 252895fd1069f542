import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { accountRoutes } from "@/lib/simulator/control/account-routes";
import { faultRoutes } from "@/lib/simulator/control/fault-routes";
import { journalRoute } from "@/lib/simulator/control/journal-route";
import { relationRoutes } from "@/lib/simulator/control/relation-routes";
import { DoorError, type DoorParts, type Route } from "@/lib/simulator/control/route";
import { sentenceOf } from "@/lib/simulator/switches";

const LARGEST_BODY = 1_000_000;

const ROUTES: readonly Route[] = [
  { method: "GET", path: "/health", run: ({ parts }) => ({ ok: true, ...parts.about() }) },
  ...relationRoutes,
  ...accountRoutes,
  ...faultRoutes,
  journalRoute,
];

/**
 * The control door: JSON over HTTP on loopback, for tests and demonstrations. Bad input is a 400 with
 * `{"error": "<sentence>"}`.
 */
export async function serveDoor(parts: DoorParts, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, value } = await answer(parts, incoming).then(
    (value) => ({ status: 200, value }),
    (error: unknown) => refusal(error),
  );
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json;charset=utf-8" });
  response.end(`${JSON.stringify(value)}\n`);
}

async function answer(parts: DoorParts, incoming: IncomingMessage): Promise<unknown> {
  // A page in a browser could reach loopback too, and always says where it comes from when it writes.
  if (incoming.headers.origin !== undefined) throw new DoorError("the control door is not for browsers", 403);
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const known = ROUTES.flatMap((route) => {
    const id = idIn(route.path, url.pathname);
    return id === null ? [] : [{ route, id }];
  });
  const match = known.find(({ route }) => route.method === incoming.method);
  if (!match) {
    const methods = known.map(({ route }) => route.method).join(", ");
    if (methods) throw new DoorError(`${url.pathname} takes ${methods}, not ${incoming.method}`, 405);
    throw new DoorError(`there is nothing at ${url.pathname}`, 404);
  }
  const body = await readJson(incoming);
  return match.route.run({ parts, id: match.id, query: Object.fromEntries(url.searchParams), body });
}

/** The text in the place of `:id` ("" where the path has none), or null when the path does not match. Ids need no encoding. */
function idIn(pattern: string, path: string): string | null {
  const [before = "", after] = pattern.split(":id");
  if (after === undefined) return path === pattern ? "" : null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  return id === "" || id.includes("/") ? null : id;
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new DoorError("the body is larger than a megabyte");
    chunks.push(bytes);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new DoorError("the body is not JSON");
  }
}

function refusal(error: unknown): { status: number; value: { error: string } } {
  if (error instanceof DoorError) return { status: error.status, value: { error: error.message } };
  if (error instanceof z.ZodError) return { status: 400, value: { error: sentenceOf(error) } };
  // A bug here is for whoever runs the tests to see, not to hide.
  console.error(error);
  return { status: 500, value: { error: "the simulator failed; its stderr says how" } };
}
