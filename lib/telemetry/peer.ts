import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { z } from "zod";

const header = "x-linkbook-peer";

/** A proxy on this machine connects from loopback as well; these say that somebody stands behind it. */
const forwarding = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "x-client-ip",
  "via",
] as const;

const loopback = /^(?:127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+|::1)$/;
const loopbackHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

// The mark is written by the instrumentation's copy of this module and read by the routes'.
const place = globalThis as typeof globalThis & { linkbookPeerMark?: string };

/** What Node publishes with each request, before anybody handles it (`http.server.request.start`). */
const started = z.object({
  request: z.object({
    headers: z.custom<Record<string, string | string[] | undefined>>((value) => typeof value === "object"),
    socket: z.object({ remoteAddress: z.string().optional() }),
  }),
});

/**
 * Marks each request of this process that comes straight from this machine. A route sees headers only, and every header
 * is the caller's word, the address that Next adds included where the caller sent one first; so the mark is a secret
 * of this process. To be called once, before the first request.
 */
export function markPeers(): void {
  if (place.linkbookPeerMark !== undefined) return;
  const mark = randomBytes(32).toString("hex");
  place.linkbookPeerMark = mark;
  subscribe("http.server.request.start", (message) => {
    const parsed = started.safeParse(message);
    if (!parsed.success) return;
    // What was parsed is a copy; the headers in it are the request's own.
    const { headers, socket } = parsed.data.request;
    delete headers[header];
    const isDirect = forwarding.every((name) => headers[name] === undefined);
    const isHere = loopback.test(socket.remoteAddress ?? "") && loopbackHost.test(String(headers.host ?? ""));
    if (isDirect && isHere) headers[header] = mark;
  });
}

/** Whether a request came straight from this machine, through no proxy. */
export const isFromThisMachine = (headers: Headers): boolean =>
  place.linkbookPeerMark !== undefined && headers.get(header) === place.linkbookPeerMark;
