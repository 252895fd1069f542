"use server";

import { z } from "zod";
import * as changing from "@/lib/auth/own-account/change-password";
import * as confirm from "@/lib/auth/own-account/confirm-password";
import * as factor from "@/lib/auth/own-account/second-factor-acts";
import { noticeKinds } from "@/lib/domain/notice";
import { readWebEnv } from "@/lib/env";
import type { PersonalContext } from "@/lib/services/context";
import * as notices from "@/lib/services/notices/own-notices";
import * as own from "@/lib/services/people/own-account";
import { personalAction } from "../_wiring/action";

const nothing = z.strictObject({});
const password = z.string().min(1).max(1_024);
const code = z.string().trim().min(1).max(32);
const proof = z.strictObject({ password, code: code.nullable() });

const self = (context: PersonalContext) => ({ ...context, secret: readWebEnv().authSecret });

/** Shows again that it is the person who signed in, by password and code; for ten minutes it counts. */
export const confirmPassword = personalAction("session.confirm", proof, (context, input) =>
  confirm.confirmPassword(self(context), input),
);

/** Gives the person another password, by the one that they have. */
export const changePassword = personalAction(
  "person.change_password",
  proof.extend({ next: z.string().min(12).max(1_024) }),
  (context, input) => changing.changePassword(self(context), input),
);

/** Begins a second factor. The answer holds its secret. */
export const startSecondFactor = personalAction("second_factor.start", z.strictObject({ password }), (context, input) =>
  factor.startSecondFactor(self(context), input),
);

/** Puts the second factor into force. The answer holds the recovery codes. */
export const confirmSecondFactor = personalAction("second_factor.confirm", z.strictObject({ code }), (context, input) =>
  factor.confirmSecondFactor(self(context), input),
);

export const turnOffSecondFactor = personalAction("second_factor.turn_off", proof, (context, input) =>
  factor.turnOffSecondFactor(self(context), input),
);

/** Ends one of the person's own sessions. */
export const endOwnSession = personalAction(
  "session.end",
  z.strictObject({ handle: z.string().min(1).max(64) }),
  own.endOwnSession,
);

/** Ends every session of the person but this one. */
export const endOtherSessions = personalAction("session.end_others", nothing, own.endOtherSessions);

/** Has the person told of a kind by mail, or not. */
export const chooseNotice = personalAction(
  "notice.choose",
  z.strictObject({ kind: z.enum(noticeKinds), told: z.boolean() }),
  notices.chooseNotice,
);
