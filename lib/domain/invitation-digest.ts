import { createHash } from "node:crypto";

/** How the token of an invitation is kept: SHA-256, hex. The token has 256 random bits, so that needs no salt. */
export const invitationDigest = (token: string): string => createHash("sha256").update(token).digest("hex");
