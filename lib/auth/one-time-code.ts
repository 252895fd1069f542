import { Secret, TOTP } from "otpauth";

/** One time step is thirty seconds; a clock that is one step off is met. What every authenticator app takes: SHA-1, six digits. */
const window = 1;

/** A new secret, in base 32: 160 bits. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** The address that an authenticator app reads from a QR code (`otpauth://totp/…`). */
export const addressOfSecret = (secret: string, email: string): string =>
  new TOTP({ issuer: "Linkbook", label: email, secret: Secret.fromBase32(secret) }).toString();

/** The time step that a code belongs to; `null`: it is of none that counts now. `now` in milliseconds since 1970. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp: now, window });
  return delta === null ? null : TOTP.counter({ timestamp: now }) + delta;
}
