"use server";

import { z } from "zod";
import { endAtProvider } from "@/lib/auth/own-account/end-at-provider";
import { dropSessionCookie } from "@/lib/auth/require-actor";
import { readWebEnv } from "@/lib/env";
import * as people from "@/lib/services/people/sign-out";
import { personalAction } from "../_wiring/action";

const nothing = z.strictObject({});

/**
 * Ends this session. The page then leaves by a full load, which also empties what the browser had cached: by way of the
 * company's provider, where one signed in there and it has an address for that.
 */
export const signOut = personalAction("session.sign_out", nothing, async (context, input) => {
  const via = await people.signOut(context, input);
  await dropSessionCookie();
  const { singleSignOn, url } = readWebEnv();
  const leaves = via === "single_sign_on" && singleSignOn !== null;
  return { leaveTo: leaves ? await endAtProvider(singleSignOn, new URL("/sign-out", url).href) : null };
});

/** Ends every session of the person, this one too. */
export const signOutEverywhere = personalAction("session.sign_out_everywhere", nothing, async (context, input) => {
  const ended = await people.signOutEverywhere(context, input);
  await dropSessionCookie();
  return ended;
});
