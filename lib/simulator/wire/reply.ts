import type { ServerResponse } from "node:http";

/** An answer as it is to leave, whole. */
export type Reply = {
  readonly status: number;
  /** The code inside of the body, for the journal. */
  readonly code: string | null;
  readonly contentType: string;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
};

export function sendWhole(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(reply.text);
  begin(response, reply, bytes.length);
  response.end(bytes);
}

/** Half of the body: `clean` ends there as if that were all, `abort` breaks the connection in the middle. */
export function sendHalf(response: ServerResponse, reply: Reply, cut: "clean" | "abort"): void {
  const bytes = Buffer.from(reply.text);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  begin(response, reply, cut === "clean" ? half.length : bytes.length);
  if (cut === "clean") response.end(half);
  else response.write(half, () => response.socket?.destroy());
}

/** The first half now, the rest when `rest` is over. */
export async function sendSlowly(response: ServerResponse, reply: Reply, rest: () => Promise<void>): Promise<void> {
  const bytes = Buffer.from(reply.text);
  const middle = Math.floor(bytes.length / 2);
  begin(response, reply, bytes.length);
  response.write(bytes.subarray(0, middle));
  await rest();
  response.end(bytes.subarray(middle));
}

/** Cuts the connection with a TCP reset, without a byte of an answer. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function begin(response: ServerResponse, reply: Reply, length: number): void {
  response.writeHead(reply.status, {
    "content-type": reply.contentType,
    "content-length": String(length),
    ...reply.headers,
  });
}
