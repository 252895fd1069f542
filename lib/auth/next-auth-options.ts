import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { callerAddress } from "@/lib/auth/caller-address";
import { ownPath } from "@/lib/auth/own-path";
import { sessionMs, signIn } from "@/lib/auth/sign-in";
import type { Database } from "@/lib/db/database";
import type { Logger } from "@/lib/telemetry/logger";

const credentials = z.object({ email: z.string().trim().min(1).max(320), password: z.string().min(1) });

interface Parts {
  readonly database: Database;
  readonly secret: string;
  readonly logger: Logger;
  /** The correlation id of the request under way. */
  readonly correlationId: () => Promise<string>;
}

const addressOf = (headers: unknown): string => {
  const read = z.object({ "x-forwarded-for": z.string() }).safeParse(headers);
  return callerAddress(read.data?.["x-forwarded-for"]);
};

/** How next-auth works here: passwords against our table, a token that holds a session id and nothing else. */
export const nextAuthOptions = ({ database, secret, logger, correlationId }: Parts): NextAuthOptions => ({
  secret,
  session: { strategy: "jwt", maxAge: sessionMs / 1_000 },
  pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      name: "password",
      credentials: { email: {}, password: {} },
      async authorize(given, request) {
        const read = credentials.safeParse(given);
        if (!read.success) return null;
        const attempt = { ...read.data, address: addressOf(request.headers), now: Date.now(), secret };
        const result = await signIn(database, { ...attempt, correlationId: await correlationId() }).catch((err) => {
          // next-auth puts a message into the address of the page: ours must not be one of a driver.
          logger.error({ err }, "sign-in failed");
          throw new Error("failed");
        });
        if (result.kind === "throttled") throw new Error(`throttled-${result.seconds}`);
        return result.kind === "signed_in" ? { id: result.sessionId } : null;
      },
    }),
  ],
  callbacks: {
    // What a form, an address or its own cookie names as the place to go to passes here, whichever it is.
    redirect: ({ url, baseUrl }) => `${baseUrl}${ownPath(url, baseUrl)}`,
    jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
    session: ({ session }) => ({ expires: session.expires }),
  },
  logger: {
    error: (code, detail) => logger.error({ code, err: detail instanceof Error ? detail : detail.error }, "next-auth"),
    warn: (code) => logger.warn({ code }, "next-auth"),
    debug: () => undefined,
  },
});
