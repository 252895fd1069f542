import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { sessionMs, signIn } from "@/lib/auth/sign-in";
import type { Database } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { revokeSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import type { Logger } from "@/lib/telemetry/logger";

const credentials = z.object({ email: z.string().trim().min(1).max(320), password: z.string().min(1) });

/** Reads `throttled-30`, the only text of ours that next-auth carries to the sign-in page. */
export const throttledText = (seconds: number): string => `throttled-${seconds}`;

interface Parts {
  readonly database: Database;
  readonly secret: string;
  readonly logger: Logger;
  /** The correlation id of the request under way. */
  readonly correlationId: () => Promise<string>;
}

/** The nearest proxy's word about who called; without a proxy the caller's own, so the e-mail is counted as well. */
const addressOf = (headers: unknown): string => {
  const read = z.object({ "x-forwarded-for": z.string() }).safeParse(headers);
  return read.success ? (read.data["x-forwarded-for"].split(",").at(-1)?.trim() ?? "") : "";
};

/** How next-auth works here: passwords against our table, a token that holds a session id and nothing else. */
export const nextAuthOptions = ({ database, secret, logger, correlationId }: Parts): NextAuthOptions => ({
  secret,
  session: { strategy: "jwt", maxAge: sessionMs / 1_000 },
  pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in-error" },
  providers: [
    CredentialsProvider({
      name: "password",
      credentials: { email: {}, password: {} },
      async authorize(given, request) {
        const read = credentials.safeParse(given);
        if (!read.success) return null;
        const address = addressOf(request.headers);
        const result = await signIn(database, {
          ...read.data,
          address,
          correlationId: await correlationId(),
          now: Date.now(),
          secret,
        });
        if (result.kind === "throttled") throw new Error(throttledText(result.seconds));
        return result.kind === "signed_in" ? { id: result.sessionId } : null;
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
    session: ({ session }) => ({ expires: session.expires }),
  },
  events: {
    async signOut({ token }) {
      const sessionId = z.string().safeParse(token.sid);
      if (!sessionId.success) return;
      const correlation = await correlationId();
      await database.transaction(async (tx) => {
        const person = await revokeSession(tx, sessionId.data, instant(Date.now()));
        if (person)
          await appendAudit(
            tx,
            { person, payerUid: null, correlationId: correlation },
            { action: "session.sign_out", entity: `person:${person.id}` },
          );
      });
    },
  },
  logger: {
    error: (code, detail) => logger.error({ code, err: detail instanceof Error ? detail : detail.error }, "next-auth"),
    warn: (code) => logger.warn({ code }, "next-auth"),
    debug: () => undefined,
  },
});
