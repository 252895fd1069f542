import { createHash, createHmac } from "node:crypto";
import { canonicalQuery } from "@/lib/simulator/wire/encoding";
import { headerOf, type WireRequest } from "@/lib/simulator/wire/wire-request";

export const ACS3 = "ACS3-HMAC-SHA256";

export type Acs3Credential = {
  readonly accessKeyId: string;
  readonly signedHeaders: string[];
  readonly signature: string;
};

/** Takes `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…` apart; null when it is not of that form. */
export function parseAcs3(authorization: string): Acs3Credential | null {
  if (!authorization.startsWith(`${ACS3} `)) return null;
  const parts = new Map(
    authorization
      .slice(ACS3.length + 1)
      .split(",")
      .map((part) => {
        const equals = part.indexOf("=");
        return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()] as const;
      }),
  );
  const accessKeyId = parts.get("Credential");
  const signedHeaders = parts.get("SignedHeaders");
  const signature = parts.get("Signature");
  if (!accessKeyId || !signedHeaders || !signature) return null;
  return { accessKeyId, signedHeaders: signedHeaders.toLowerCase().split(";").sort(), signature };
}

/** The canonical request: method, path, query, signed headers, their names, hash of the body, one per line. */
export function acs3CanonicalRequest(request: WireRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(headerOf(request, name) ?? "").trim()}\n`).join("");
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
}

export function acs3StringToSign(request: WireRequest, signedHeaders: readonly string[]): string {
  return `${ACS3}\n${sha256(acs3CanonicalRequest(request, signedHeaders))}`;
}

/** Lower-case hex; the key is the bare secret. */
export function acs3Signature(secret: string, stringToSign: string): string {
  return createHmac("sha256", secret).update(stringToSign).digest("hex");
}

export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
