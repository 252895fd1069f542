"use server";

import { z } from "zod";
import { dropSessionCookie } from "@/lib/auth/require-actor";
import * as people from "@/lib/services/people/sign-out";
import { personalAction } from "../_wiring/action";

const nothing = z.strictObject({});

/** Ends this session. The page then leaves by a full load, which also empties what the browser had cached. */
export const signOut = personalAction("session.sign_out", nothing, async (context, input) => {
  await people.signOut(context, input);
  await dropSessionCookie();
  return null;
});

/** Ends every session of the person, this one too. */
export const signOutEverywhere = personalAction("session.sign_out_everywhere", nothing, async (context, input) => {
  const ended = await people.signOutEverywhere(context, input);
  await dropSessionCookie();
  return ended;
});
