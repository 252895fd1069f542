import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** A key of this desk for one purpose, from its secret: a text sealed for one cannot be opened for another. */
const keyFor = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `linkbook ${purpose}`, 32));

/** Encrypts a text for one purpose and one owner (AES-256-GCM). `secret`: NEXTAUTH_SECRET. */
export function sealText(secret: string, purpose: string, owner: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyFor(secret, purpose), nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** The text that was sealed; `null`: under another secret, for something or somebody else, or changed since. */
export function openText(secret: string, purpose: string, owner: string, sealed: string): string | null {
  try {
    const bytes = Buffer.from(sealed.replace(/^1\./, ""), "base64url");
    const decipher = createDecipheriv("aes-256-gcm", keyFor(secret, purpose), bytes.subarray(0, 12))
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
