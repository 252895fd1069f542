import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { decodePairs, type Pairs } from "@/lib/simulator/wire/encoding";

const LARGEST_BODY = 1_000_000;

/** One HTTP request, read whole and decoded, nothing about it believed yet. */
export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: Pairs;
  readonly form: Pairs;
  readonly body: Buffer;
};

/** Rejects when the client leaves before the end, or sends more than a megabyte. */
export async function readWireRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const body = await readBody(incoming);
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const isForm = (incoming.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return {
    method: incoming.method ?? "GET",
    path: mark === -1 ? url : url.slice(0, mark),
    headers: incoming.headers,
    query: decodePairs(mark === -1 ? "" : url.slice(mark + 1)),
    form: decodePairs(isForm ? body.toString("utf8") : ""),
    body,
  };
}

/** A header as text; several of the same name are joined as Node joins them. */
export function headerOf(request: WireRequest, name: string): string | null {
  const value = request.headers[name];
  return value === undefined ? null : value.toString();
}

/** The first value of a parameter, from the query or the form. */
export function parameterOf(request: WireRequest, name: string): string | null {
  const pair = [...request.query, ...request.form].find(([key]) => key === name);
  return pair ? pair[1] : null;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new Error("the request body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
