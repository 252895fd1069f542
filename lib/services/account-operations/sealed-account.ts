import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { canonicalEmail } from "@/lib/domain/new-account";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import { deskKey } from "@/lib/services/desk-key";

const text = z.string().nullable();
const shape = z.object({
  loginEmail: z.string(),
  accountAttr: text,
  enterpriseName: text,
  firstName: text,
  lastName: text,
  nationCode: text,
  provinceName: text,
  cityName: text,
  postcode: text,
});

/** Encrypts the fields of a new account for the one operation that they are for (AES-256-GCM). */
export function sealAccount(account: NewAccount, operationId: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deskKey("new account"), nonce).setAAD(Buffer.from(operationId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(account), "utf8"), cipher.final()]);
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** Reads what was sealed for an operation; null when the key is another one by now, or the text was changed. */
export function openAccount(sealed: string, operationId: string): NewAccount | null {
  try {
    const bytes = Buffer.from(sealed.replace(/^1\./, ""), "base64url");
    const decipher = createDecipheriv("aes-256-gcm", deskKey("new account"), bytes.subarray(0, 12))
      .setAAD(Buffer.from(operationId))
      .setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    return shape.parse(JSON.parse(plain.toString("utf8")));
  } catch {
    return null;
  }
}

/** A keyed digest of a LoginEmail, however it is written: tells two creates of one address without keeping it. */
export const emailDigest = (loginEmail: string): string =>
  createHmac("sha256", deskKey("login e-mail")).update(canonicalEmail(loginEmail)).digest("base64url");
