import "server-only";
import { headers } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { refusedRequest, withOwnCallback, withOwnLocation } from "@/lib/auth/next-auth-request";
import { appDatabase } from "@/lib/db/app-database";
import { readWebEnv } from "@/lib/env";
import { appLogger } from "@/lib/telemetry/app-logger";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** next-auth's endpoints, as many as are used. Made per request: in the build this module has no settings. */
export async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const refused = refusedRequest(request, (await context.params).nextauth);
  if (refused) return refused;
  const { authSecret: secret, url } = readWebEnv();
  const { origin } = new URL(url);
  const options = nextAuthOptions({
    database: appDatabase(),
    secret,
    logger: appLogger(),
    correlationId: async () => (await headers()).get("x-correlation-id") ?? crypto.randomUUID(),
  });
  const safe = new NextRequest(withOwnCallback(request.url, origin), request);
  return withOwnLocation(await NextAuth(safe, context, options), origin);
}
