import { createHmac } from "node:crypto";
import { canonicalQuery, percentEncode } from "@/lib/simulator/wire/encoding";
import type { WireRequest } from "@/lib/simulator/wire/wire-request";

/** SignatureVersion 1.0: the method and all parameters of query and form, the signature itself left out. */
export function sha1StringToSign(request: WireRequest): string {
  const pairs = [...request.query, ...request.form].filter(([name]) => name !== "Signature");
  return `${request.method}&${percentEncode("/")}&${percentEncode(canonicalQuery(pairs))}`;
}

/** Base64; the key is the secret with an ampersand after it. */
export function sha1Signature(secret: string, stringToSign: string): string {
  return createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64");
}
