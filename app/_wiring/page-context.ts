import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { actorOrSignIn } from "@/lib/auth/require-actor";
import { accountOf } from "@/lib/domain/account-param";
import { AppError } from "@/lib/domain/errors";
import { aimedAt } from "@/lib/http/aimed-at";
import { correlationHeader, pathHeader } from "@/lib/http/request-headers";
import { openContext } from "@/lib/services/app-context";
import { recordDenied } from "@/lib/services/audit/record-denied";
import type { Context } from "@/lib/services/context";

/**
 * The context of a desk page, once per request; `null`: its address names an account that is not there or not the
 * person's. The account is taken from the address as the proxy wrote it down, so that layout and page agree. Who is
 * not signed in goes to sign in and comes back; before there is an account, `/starting`.
 */
export const askedContext = cache(async (): Promise<Context | null> => {
  const actor = await actorOrSignIn(pathHeader);
  if (actor.payers.size === 0) redirect("/starting");
  const given = await headers();
  const { searchParams } = new URL(given.get(pathHeader) ?? "/", "http://desk");
  const correlationId = given.get(correlationHeader) ?? crypto.randomUUID();
  const account = accountOf(searchParams);
  return openContext(actor, correlationId, account).catch(async (error: unknown) => {
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
    const attempt = { action: "desk.status", code: error.code, fields: undefined, payer: null } as const;
    await recordDenied({ ...attempt, actor, entity: aimedAt("account", account), correlationId });
    return null;
  });
});

/**
 * The context of a desk page. Every page asks for it itself: a layout is not run again when one page follows another.
 * An account that is not there is the 404 page.
 */
export const pageContext = async (): Promise<Context> => (await askedContext()) ?? notFound();
