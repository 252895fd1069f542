import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { sessionActor } from "@/lib/auth/session-actor";
import { csrfCookieName, isSecure, sessionCookieName, sessionIdOf, ticketCookieName } from "@/lib/auth/session-cookie";
import { appDatabase } from "@/lib/db/app-database";
import { AppError } from "@/lib/domain/errors";
import { localeCookie, negotiateLocale } from "@/lib/domain/locale";
import type { Actor } from "@/lib/domain/policy";
import { readWebEnv } from "@/lib/env";

/** Who is behind this request, or `null`. Read from the database, once per request. `isUse`: see `sessionActor`. */
export const currentActor = cache(async (isUse = true): Promise<Actor | null> => {
  const env = readWebEnv();
  const kept = await cookies();
  const sessionId = await sessionIdOf(kept.get(sessionCookieName(env.url))?.value, env.authSecret);
  if (!sessionId) return null;
  const language = negotiateLocale(kept.get(localeCookie)?.value, (await headers()).get("accept-language"));
  return sessionActor(appDatabase(), sessionId, { now: Date.now(), idleMs: env.sessionIdleMs, isUse, language });
});

/** Who acts, for actions and routes. `isUse`: see `sessionActor`. Throws `not_signed_in`. */
export async function requireActor(isUse = true): Promise<Actor> {
  const actor = await currentActor(isUse);
  if (!actor) throw new AppError("not_signed_in");
  return actor;
}

/** Who looks, for pages: whoever is not signed in is sent to sign in and comes back to `path` (header of the proxy). */
export async function actorOrSignIn(pathHeader: string): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const path = (await headers()).get(pathHeader) ?? "/";
  return redirect(`/api/auth/signin?${new URLSearchParams({ callbackUrl: path })}`);
}

/** The token that the sign-in form must carry; `null` when this browser has no such cookie yet. */
export async function csrfToken(): Promise<string | null> {
  const cookie = (await cookies()).get(csrfCookieName(readWebEnv().url))?.value;
  return cookie?.split("|")[0] ?? null;
}

/** Whether this browser comes from the password and is asked for a code now. */
export const hasTicket = async (): Promise<boolean> => (await cookies()).has(ticketCookieName(readWebEnv().url));

/** Takes the session cookie from this browser; for actions only. */
export async function dropSessionCookie(): Promise<void> {
  const { url } = readWebEnv();
  (await cookies()).delete({ name: sessionCookieName(url), path: "/", secure: isSecure(url) });
}
