import "server-only";
import { cookies, headers } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { callerAddress } from "@/lib/auth/caller-address";
import { deviceOf } from "@/lib/auth/device";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import {
  departure,
  isDeparture,
  refusedRequest,
  withOwnCallback,
  withOwnLocation,
  withPageToProvider,
} from "@/lib/auth/next-auth-request";
import { isSecure, sessionCookieName, sessionIdOf, ticketCookieName } from "@/lib/auth/session-cookie";
import { ticketMs } from "@/lib/auth/ticket";
import { appDatabase } from "@/lib/db/app-database";
import { readWebEnv } from "@/lib/env";
import { appLogger } from "@/lib/telemetry/app-logger";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

async function caller() {
  const given = await headers();
  return {
    address: callerAddress(given.get("x-forwarded-for")),
    device: deviceOf(given.get("user-agent")),
    correlationId: given.get("x-correlation-id") ?? crypto.randomUUID(),
  };
}

/** The ticket between password and code, in a cookie that only this desk's own pages send. */
function ticketOf(url: string) {
  const name = ticketCookieName(url);
  const kept = { path: "/", httpOnly: true, sameSite: "strict", secure: isSecure(url) } as const;
  return {
    read: async () => (await cookies()).get(name)?.value ?? null,
    keep: async (ticket: string | null) => {
      (await cookies()).set(name, ticket ?? "", { ...kept, maxAge: ticket === null ? 0 : ticketMs / 1_000 });
    },
  };
}

/** next-auth's endpoints, as many as are used. Made per request: in the build this module has no settings. */
export async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const { authSecret: secret, url, singleSignOn, sessionIdleMs: idleMs } = readWebEnv();
  const path = (await context.params).nextauth;
  const refused = refusedRequest(request, path, { singleSignOn: singleSignOn !== null });
  if (refused) return refused;
  const { origin } = new URL(url);
  const options = nextAuthOptions({
    database: appDatabase(),
    secret,
    idleMs,
    singleSignOn,
    logger: appLogger(),
    caller,
    ticket: ticketOf(url),
    currentSession: async () => sessionIdOf((await cookies()).get(sessionCookieName(url))?.value, secret),
  });
  const leaves = singleSignOn !== null && isDeparture(path);
  const safe = new NextRequest(leaves ? departure(request.url) : withOwnCallback(request.url, origin), request);
  const answer = await NextAuth(safe, context, options);
  return leaves ? withPageToProvider(answer, origin, singleSignOn.name) : withOwnLocation(answer, origin);
}
