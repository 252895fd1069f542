import { createHmac } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { normalEmail } from "@/lib/db/queries/people";
import { forgetSignInFailures, setSignInFailures, signInFailures } from "@/lib/db/queries/sign-in-failures";
import { type Instant, later, millis } from "@/lib/domain/ids";

/** How many wrong tries are free. An address is shared by an office, an e-mail by nobody. */
const free = { email: 5, address: 30 } as const;
const longestMs = 5 * 60_000;
const forgottenAfterMs = 60 * 60_000;

/** How long one has to wait after the last of so many failures: 1 s, 2 s, 4 s … five minutes. */
export const delayMs = (failures: number, freeTries: number): number =>
  failures < freeTries ? 0 : Math.min(longestMs, 1_000 * 2 ** Math.min(failures - freeTries, 20));

/** What failures are counted under: keyed digests, so that the table names nobody. */
export interface ThrottleKeys {
  readonly email: string;
  readonly address: string;
}

export function throttleKeys(secret: string, email: string, address: string): ThrottleKeys {
  const digest = (kind: string, text: string) =>
    createHmac("sha256", secret).update(`sign-in:${kind}:${text}`).digest("base64url");
  return { email: digest("email", normalEmail(email)), address: digest("address", address) };
}

/**
 * Counts a try before its password is looked at, so that a hundred at once are a hundred. Gives how many
 * milliseconds to wait (then nothing is counted), or 0: go on, and call `forgive` if the password was right.
 */
export async function countTry(tx: Tx, keys: ThrottleKeys, at: Instant): Promise<number> {
  await forgetSignInFailures(tx, later(at, -forgottenAfterMs));
  const counts = { email: 0, address: 0 };
  let waitMs = 0;
  for (const kind of ["email", "address"] as const) {
    const known = await signInFailures(tx, keys[kind]);
    if (!known) continue;
    counts[kind] = known.failures;
    waitMs = Math.max(waitMs, millis(known.lastAt) + delayMs(known.failures, free[kind]) - millis(at));
  }
  if (waitMs > 0) return waitMs;
  for (const kind of ["email", "address"] as const) await setSignInFailures(tx, keys[kind], counts[kind] + 1, at);
  return 0;
}

/** Takes back the count of a try that was right: the e-mail begins anew, the address loses this one. */
export async function forgive(tx: Tx, keys: ThrottleKeys, at: Instant): Promise<void> {
  await setSignInFailures(tx, keys.email, 0, at);
  const address = await signInFailures(tx, keys.address);
  if (address) await setSignInFailures(tx, keys.address, address.failures - 1, address.lastAt);
}
