"use server";

import { z } from "zod";
import { parseUid } from "@/lib/domain/ids";
import { roles } from "@/lib/domain/policy";
import { inviteAgain as again, invitePerson as invite } from "@/lib/services/people/invite-person";
import { setRights as rights } from "@/lib/services/people/set-rights";
import {
  setPersonDisabled as disable,
  endSessionsOf as endSessions,
  resetTotp as reset,
} from "@/lib/services/people/shut-out";
import { action } from "../_wiring/action";

const uid = z.string().transform((text, context) => {
  const parsed = parseUid(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "a UID is wanted: decimal digits only" });
  return z.NEVER;
});
const personId = z.string().max(64);
const one = z.strictObject({ personId });
const invited = z.strictObject({ email: z.string().max(400), name: z.string().max(400) });
const scopeValues = z.array(z.string().max(400)).max(200).readonly();
const wanted = z.strictObject({
  personId,
  roles: z.array(z.enum(roles)).max(roles.length).readonly(),
  accounts: z.array(uid).max(1_000).readonly().nullable(),
  scope: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("all") }),
    z.strictObject({ kind: z.literal("some"), owners: scopeValues, costCentres: scopeValues }),
  ]),
  version: z.int(),
});
const disabled = z.strictObject({ personId, disabled: z.boolean() });
const entity = (input: z.output<typeof one>) => `person:${input.personId}`;

/** Lets a person in, without a role; gives the token of the link by which they set a password. */
export const invitePerson = action("person.invite", invited, invite);

/** Gives an invited person another link. */
export const inviteAgain = action("person.invite", one, again, { entity });

/** Gives a person roles, on all accounts or on some. */
export const setRights = action("person.rights", wanted, rights, { entity });

/** Shuts a person out, or lets them in again. */
export const setPersonDisabled = action("person.disable", disabled, disable, { entity });

/** Ends every session of a person. */
export const endSessionsOf = action("person.sign_out", one, endSessions, { entity });

/** Takes a person's second step away, and ends every session of theirs. */
export const resetTotp = action("person.reset_totp", one, reset, { entity });
