import type { Principal } from "@/lib/simulator/credentials";
import { ApiError } from "@/lib/simulator/wire/api-error";
import type { Nonces } from "@/lib/simulator/wire/nonces";
import {
  ACS3,
  type Acs3Credential,
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  parseAcs3,
  sha256,
} from "@/lib/simulator/wire/signature-acs3";
import { sha1Signature, sha1StringToSign } from "@/lib/simulator/wire/signature-hmac-sha1";
import { headerOf, parameterOf, type WireRequest } from "@/lib/simulator/wire/wire-request";

/** Requests may be this much older or newer than the server's clock (documented for both versions: 15 minutes). */
const DATE_WINDOW_MS = 15 * 60_000;
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

const SHA1 = "HMAC-SHA1";

/** Headers that must be under the signature, else they could be changed on the way. */
const MUST_BE_SIGNED = [
  "host",
  "x-acs-action",
  "x-acs-content-sha256",
  "x-acs-date",
  "x-acs-signature-nonce",
  "x-acs-version",
];

export type Claim = { readonly version: typeof ACS3 | typeof SHA1; readonly accessKeyId: string };

/** Which key and signature version a request claims, unchecked; null when it is not signed at all. */
export function claimOf(request: WireRequest): Claim | null {
  const acs3 = parseAcs3(headerOf(request, "authorization") ?? "");
  if (acs3) return { version: ACS3, accessKeyId: acs3.accessKeyId };
  const accessKeyId = parameterOf(request, "AccessKeyId");
  return accessKeyId === null ? null : { version: SHA1, accessKeyId };
}

type Keeper = {
  readonly principalOf: (accessKeyId: string) => Principal | null;
  readonly nonces: Nonces;
  readonly now: number;
};

/** The caller, proven. Throws `ApiError` with the gateway's code for whatever is missing, stale, replayed or wrong. */
export function authenticate(request: WireRequest, keeper: Keeper): Principal {
  const authorization = headerOf(request, "authorization");
  if (authorization !== null) {
    const credential = parseAcs3(authorization);
    if (!credential) {
      throw new ApiError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }
    return authenticateAcs3(request, credential, keeper);
  }
  return authenticateSha1(request, keeper);
}

function authenticateAcs3(request: WireRequest, credential: Acs3Credential, keeper: Keeper): Principal {
  const required = (name: string) => {
    const value = headerOf(request, name);
    if (!value) throw missing(name);
    return value;
  };
  checkDate(required("x-acs-date"), keeper.now);
  const nonce = required("x-acs-signature-nonce");
  const contentHash = required("x-acs-content-sha256");
  const principal = knownPrincipal(credential.accessKeyId, keeper);
  const token = headerOf(request, "x-acs-security-token");
  checkToken(principal, token);
  const { signedHeaders, signature } = credential;
  const isCovered = [...MUST_BE_SIGNED, ...(token ? ["x-acs-security-token"] : [])].every((name) =>
    signedHeaders.includes(name),
  );
  const stringToSign = acs3StringToSign(request, signedHeaders);
  const isRight = signature === acs3Signature(principal.secret, stringToSign);
  if (!isRight || !isCovered || contentHash !== sha256(request.body)) {
    // Form of the message: a public report against the vendor's C# SDK (aliyun/alibabacloud-csharp-sdk, issue 40).
    throw new ApiError(
      400,
      "SignatureDoesNotMatch",
      `Specified signature does not match our calculation. server StringToSign is [${stringToSign}] server ` +
        `CanonicalRequest is [${acs3CanonicalRequest(request, signedHeaders)}]`,
    );
  }
  checkNonce(principal, nonce, keeper);
  return principal;
}

function authenticateSha1(request: WireRequest, keeper: Keeper): Principal {
  const required = (name: string) => {
    const value = parameterOf(request, name);
    if (!value) throw missing(name);
    return value;
  };
  const accessKeyId = required("AccessKeyId");
  const signature = required("Signature");
  if (required("SignatureMethod") !== SHA1) throw invalid("SignatureMethod");
  if (required("SignatureVersion") !== "1.0") throw invalid("SignatureVersion");
  checkDate(required("Timestamp"), keeper.now);
  const nonce = required("SignatureNonce");
  const principal = knownPrincipal(accessKeyId, keeper);
  checkToken(principal, parameterOf(request, "SecurityToken"));
  const stringToSign = sha1StringToSign(request);
  if (signature !== sha1Signature(principal.secret, stringToSign)) {
    // Form of the message: many public reports (aliyun/openapi-core-ruby-sdk, issue 20).
    throw new ApiError(
      400,
      "SignatureDoesNotMatch",
      `Specified signature is not matched with our calculation. server string to sign is:${stringToSign}`,
    );
  }
  checkNonce(principal, nonce, keeper);
  return principal;
}

function knownPrincipal(accessKeyId: string, keeper: Keeper): Principal {
  const principal = keeper.principalOf(accessKeyId);
  if (!principal) throw new ApiError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  return principal;
}

function checkToken(principal: Principal, token: string | null): void {
  if (principal.isTemporary && !token) throw missing("SecurityToken");
}

function checkDate(text: string, now: number): void {
  const time = DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new ApiError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");
  }
  if (Math.abs(now - time) > DATE_WINDOW_MS) {
    throw new ApiError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
  }
}

function checkNonce(principal: Principal, nonce: string, keeper: Keeper): void {
  if (!keeper.nonces.use(`${principal.accessKeyId} ${nonce}`, keeper.now)) {
    throw new ApiError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
  }
}

function missing(name: string): ApiError {
  return new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

function invalid(name: string): ApiError {
  return new ApiError(400, `Invalid${name}`, `Specified parameter ${name} is not valid.`);
}
