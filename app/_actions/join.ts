"use server";

import { z } from "zod";
import { joinByInvitation } from "@/lib/auth/own-account/join";
import { publicAction } from "../_wiring/action";

const accepted = z.strictObject({ token: z.string().max(64), password: z.string().min(12).max(1_024) });

/** Sets the password of somebody who was invited; the token of their link lets them. */
export const setFirstPassword = publicAction("person.join", accepted, joinByInvitation);
