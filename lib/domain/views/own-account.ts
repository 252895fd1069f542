import type { Instant } from "@/lib/domain/ids";

/** What an authenticator app is given: shown once, on the page of the person whose it is. */
export interface SecondFactorStart {
  /** In base 32, to be typed where no picture can be read. */
  readonly secret: string;
  /** The QR code: an SVG path in a square of `size` units. */
  readonly qr: { readonly size: number; readonly path: string };
}

/** A session of one's own. */
export interface OwnSession {
  /** Names it to `endOwnSession`; it is not the session's id. */
  readonly handle: string;
  readonly beganAt: Instant;
  readonly lastSeenAt: Instant;
  readonly via: "password" | "single_sign_on";
  /** The browser and the system in a few words; `null`: not told. */
  readonly device: string | null;
  readonly isThis: boolean;
}

export interface OwnAccount {
  /** `null`: there is no password, so the company's sign-in is the door. */
  readonly secondFactor: { readonly on: boolean; readonly recoveryCodesLeft: number } | null;
  readonly sessions: readonly OwnSession[];
}
