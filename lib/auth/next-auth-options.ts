import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { readClaims } from "@/lib/auth/claims";
import { oidcProvider } from "@/lib/auth/oidc-provider";
import { sessionMs } from "@/lib/auth/open-session";
import { ownPath } from "@/lib/auth/own-path";
import { secondStep } from "@/lib/auth/second-step";
import { signIn } from "@/lib/auth/sign-in";
import { arrive } from "@/lib/auth/single-sign-on";
import type { Database } from "@/lib/db/database";
import type { SingleSignOn } from "@/lib/env/single-sign-on";
import type { Logger } from "@/lib/telemetry/logger";

const password = z.object({ email: z.string().trim().min(1).max(320), password: z.string().min(1) });
const code = z.object({ code: z.string().trim().min(1).max(32) });

/** Where a request came from, as far as that is known. */
interface Caller {
  readonly address: string;
  readonly device: string | null;
  readonly correlationId: string;
}

interface Parts {
  readonly database: Database;
  readonly secret: string;
  /** After so long without use a session ends, in milliseconds. */
  readonly idleMs: number;
  /** `null`: passwords only. */
  readonly singleSignOn: SingleSignOn | null;
  readonly logger: Logger;
  readonly caller: () => Promise<Caller>;
  /** The ticket between password and code, in a cookie of this browser; `null`: none, or forget it. */
  readonly ticket: { read(): Promise<string | null>; keep(ticket: string | null): Promise<void> };
  /** The session that this browser has. */
  readonly currentSession: () => Promise<string | null>;
}

/** How next-auth works here: passwords and codes against our tables, the company's provider, a token with a session id. */
export function nextAuthOptions(parts: Parts): NextAuthOptions {
  const { database, secret, singleSignOn, logger, ticket } = parts;
  /** Of somebody who came by the provider in this request. */
  let arrived: string | null = null;

  const terms = async () => ({
    ...(await parts.caller()),
    replaces: await parts.currentSession(),
    idleMs: parts.idleMs,
    now: Date.now(),
    secret,
  });

  /** next-auth puts a message into the address of the page: ours must not be one of a driver. */
  const failed = (err: unknown): never => {
    logger.error({ err }, "sign-in failed");
    throw new Error("failed");
  };

  async function byCode(given: string): Promise<string> {
    const kept = await ticket.read();
    const attempt = { ticket: kept ?? "", code: given, ...(await terms()) };
    const result = await secondStep(database, attempt).catch(failed);
    if (result.kind === "throttled") throw new Error(`code-throttled-${result.seconds}`);
    if (result.kind === "wrong") throw new Error("code-wrong");
    await ticket.keep(null);
    if (result.kind === "again") throw new Error("code-again");
    return result.sessionId;
  }

  async function byPassword(given: z.infer<typeof password>): Promise<string | null> {
    const attempt = { ...given, ...(await terms()) };
    const result = await signIn(database, attempt).catch(failed);
    if (result.kind === "throttled") throw new Error(`throttled-${result.seconds}`);
    if (result.kind === "wrong") return null;
    if (result.kind === "signed_in") return result.sessionId;
    await ticket.keep(result.ticket);
    throw new Error("code");
  }

  async function byProvider(profile: unknown, { rolesByGroup, groupsClaim }: SingleSignOn) {
    const claims = readClaims(profile, groupsClaim);
    return arrive(database, { claims, rolesByGroup, ...(await terms()) });
  }

  return {
    secret,
    session: { strategy: "jwt", maxAge: sessionMs / 1_000 },
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "password",
        credentials: { email: {}, password: {}, code: {} },
        async authorize(given) {
          const typed = code.safeParse(given);
          const read = typed.success ? null : password.safeParse(given);
          const id = typed.success ? await byCode(typed.data.code) : read?.success ? await byPassword(read.data) : null;
          return id === null ? null : { id };
        },
      }),
      ...(singleSignOn ? [oidcProvider(singleSignOn)] : []),
    ],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.type !== "oauth") return true;
        if (!singleSignOn) return false;
        const result = await byProvider(profile, singleSignOn).catch(failed);
        if (result.kind === "refused") return `/sign-in?error=sso-${result.reason}`;
        arrived = result.sessionId;
        return true;
      },
      // What a form, an address or its own cookie names as the place to go to passes here, whichever it is.
      redirect: ({ url, baseUrl }) => `${baseUrl}${ownPath(url, baseUrl)}`,
      jwt: ({ token, user, account }) => ({ sid: account?.type === "oauth" ? arrived : user ? user.id : token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (code, detail) =>
        logger.error({ code, err: detail instanceof Error ? detail : detail.error }, "next-auth"),
      warn: (code) => logger.warn({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}
