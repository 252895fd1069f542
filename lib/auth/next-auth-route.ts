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
export const handler = (request: NextRequest, context: RouteContext): Promise<Response> =>
  NextAuth(
    request,
    context,
    nextAuthOptions({
      database: appDatabase(),
      secret: readWebEnv().authSecret,
      logger: appLogger(),
      correlationId: async () => (await headers()).get("x-correlation-id") ?? crypto.randomUUID(),
    }),
  );
