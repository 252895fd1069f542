"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { dropSessionCookie } from "@/lib/auth/require-actor";
import * as people from "@/lib/services/people/sign-out";
import { action } from "../_wiring/action";

const nothing = z.strictObject({});

const leave = async (): Promise<never> => {
  await dropSessionCookie();
  redirect("/sign-in?signedOut=1");
};

/** Ends this session and goes to the sign-in page. */
export const signOut = action("session.sign_out", nothing, async (context, input) => {
  await people.signOut(context, input);
  return leave();
});

/** Ends every session of the person, this one too. */
export const signOutEverywhere = action("session.sign_out_everywhere", nothing, async (context, input) => {
  await people.signOutEverywhere(context, input);
  return leave();
});
