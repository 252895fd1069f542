import { createHash, timingSafeEqual } from "node:crypto";
import { connection } from "next/server";
import { readWebEnv } from "@/lib/env";
import { currentFigures } from "@/lib/services/metrics/current-figures";
import { metricsText, metricsType } from "@/lib/telemetry/metrics";
import { isFromThisMachine } from "@/lib/telemetry/peer";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares digests: equal lengths, so that the time tells nothing. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

function mayRead(headers: Headers): boolean {
  const [, given] = /^Bearer ([^\s]+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  const { metricsToken } = readWebEnv();
  // Who sends a token is judged by it: a wrong one must not work by accident of the place.
  if (given !== undefined) return metricsToken !== null && isSame(given, metricsToken);
  return isFromThisMachine(headers);
}

/** Figures for Prometheus, for this machine and for who has the token. To others it is not there. */
export async function GET(request: Request): Promise<Response> {
  await connection();
  const headers = { "cache-control": "no-store" };
  if (!mayRead(request.headers)) return new Response("Not found\n", { status: 404, headers });
  const text = await metricsText(await currentFigures());
  return new Response(text, { headers: { ...headers, "content-type": metricsType } });
}
