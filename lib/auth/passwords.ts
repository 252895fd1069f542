import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** OWASP Password Storage Cheat Sheet: argon2id (the library's own choice), 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Bounds on a password, in characters: below it is guessed, above it costs the server for nothing. */
export const passwordLength = { least: 12, most: 1_024 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize("NFKC"), cost);

let standIn: Promise<string> | undefined;

/**
 * Whether a password matches a hash. Without one (unknown person, no password) it takes as long and says no, so
 * that the answer's time does not tell who exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  standIn ??= hashPassword("nobody's password");
  const right = await verify(stored ?? (await standIn), password.normalize("NFKC"));
  return right && stored !== null;
}
