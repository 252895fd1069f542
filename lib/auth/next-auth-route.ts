import "server-only";
import { headers } from "next/headers";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { appDatabase } from "@/lib/db/app-database";
import { readWebEnv } from "@/lib/env";
import { appLogger } from "@/lib/telemetry/app-logger";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** next-auth's endpoints. Made per request: in the build this module is evaluated without settings. */
export async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const [endpoint] = (await context.params).nextauth;
  // It would drop the cookie and swallow a failed revocation; the desk signs out by its own action.
  if (endpoint === "signout" && request.method === "POST") return new Response(null, { status: 405 });
  const { authSecret: secret, url } = readWebEnv();
  const options = nextAuthOptions({
    database: appDatabase(),
    secret,
    logger: appLogger(),
    correlationId: async () => (await headers()).get("x-correlation-id") ?? crypto.randomUUID(),
  });
  const response: Response = await NextAuth(request, context, options);
  const { origin } = new URL(url);
  const location = response.headers.get("location");
  // Whoever came by another name of this machine stays there: the policy's form-action forbids leaving it.
  if (location?.startsWith(`${origin}/`)) response.headers.set("location", location.slice(origin.length));
  return response;
}
