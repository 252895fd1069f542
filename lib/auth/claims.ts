import { z } from "zod";

const text = z.string().trim().min(1).max(320).nullish().catch(null);

const shape = z.object({
  iss: z.string().min(1).max(2_000),
  sub: z.string().min(1).max(255),
  email: text,
  // Some providers write it as text.
  email_verified: z
    .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")])
    .nullish()
    .catch(false),
  name: text,
  preferred_username: text,
  auth_time: z.number().int().positive().nullish().catch(null),
});

const groupNames = z.union([
  z.array(z.unknown()).transform((names) => names.filter((name) => typeof name === "string")),
  z.string().transform((name) => [name]),
]);

/** Who somebody is and what they belong to, as the provider says. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** `null`: the provider does not say whether the address was verified. */
  readonly emailVerified: boolean | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** When they last showed the provider that it is them, in milliseconds since 1970; `null`: it does not say. */
  readonly authenticatedAt: number | null;
}

/** Reads the claims of an ID token that has been verified. Throws when issuer or subject are missing. */
export function readClaims(given: unknown, groupsClaim: string): Claims {
  const read = shape.parse(given);
  const all = z.record(z.string(), z.unknown()).parse(given);
  return {
    issuer: read.iss,
    subject: read.sub,
    email: read.email ?? null,
    emailVerified: read.email_verified ?? null,
    name: read.name ?? read.preferred_username ?? null,
    groups: groupNames.safeParse(all[groupsClaim]).data ?? [],
    authenticatedAt: read.auth_time ? read.auth_time * 1_000 : null,
  };
}
