import { stepOfCode } from "@/lib/auth/one-time-code";
import { recoveryDigest } from "@/lib/auth/recovery-codes";
import { openText, sealText } from "@/lib/auth/sealed-text";
import type { Tx } from "@/lib/db/database";
import { type SecondFactor, takeRecoveryCode, takeStep } from "@/lib/db/queries/second-factors";
import { instant } from "@/lib/domain/ids";

/** A person's second factor, and what is typed as its code. */
export interface TypedCode {
  readonly personId: string;
  readonly factor: SecondFactor;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly secret: string;
}

const purpose = "second factor";

export const sealSecret = (secret: string, personId: string, plain: string): string =>
  sealText(secret, purpose, personId, plain);

/** `null`: it cannot be read any more. */
export const openSecret = (secret: string, personId: string, sealed: string): string | null =>
  openText(secret, purpose, personId, sealed);

/**
 * Accepts a one-time code, or a recovery code, once: what was accepted is not accepted again, nor is a code of an
 * earlier time step. `null`: it is neither. A secret that cannot be opened any more (another NEXTAUTH_SECRET) accepts
 * nothing; an administrator takes it away.
 */
export async function acceptCode(tx: Tx, typed: TypedCode): Promise<"one_time_code" | "recovery_code" | null> {
  const { personId, factor, now, secret } = typed;
  const code = typed.code.replace(/\s/g, "");
  if (/^\d{6}$/.test(code)) {
    const plain = openSecret(secret, personId, factor.sealed);
    const step = plain === null ? null : stepOfCode(plain, code, now);
    return step !== null && (await takeStep(tx, personId, step)) ? "one_time_code" : null;
  }
  const digest = recoveryDigest(secret, personId, code);
  return (await takeRecoveryCode(tx, personId, digest, instant(now))) ? "recovery_code" : null;
}
