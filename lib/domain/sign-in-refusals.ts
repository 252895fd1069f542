/** Why somebody whom the company's provider vouches for is not let in. The message files have words for each. */
export const signInRefusals = [
  /** Their groups give no role. */
  "no_role",
  /** Their groups give roles that one person may not hold together. */
  "roles_conflict",
  "no_email",
  "email_unverified",
  /** Somebody is here already by that address, and an address is no proof that they are the same. */
  "email_taken",
  /** Shut out here. */
  "disabled",
] as const;

export type SignInRefusal = (typeof signInRefusals)[number];
