import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { actorOrSignIn } from "@/lib/auth/require-actor";
import { correlationHeader, pathHeader } from "@/lib/http/request-headers";
import { openContext } from "@/lib/services/app-context";
import type { Context } from "@/lib/services/context";

/**
 * The context of a desk page, once per request. Every page asks for it itself: a layout is not run again when one
 * page follows another. Who is not signed in goes to sign in and comes back; before there is an account, `/starting`.
 */
export const pageContext = cache(async (): Promise<Context> => {
  const actor = await actorOrSignIn(pathHeader);
  if (actor.payers.size === 0) redirect("/starting");
  return openContext(actor, (await headers()).get(correlationHeader) ?? crypto.randomUUID());
});
