import type { Unaccepted } from "@/lib/bss/answer";

/** Why an answer carries no value, as pages show it. */
export interface ReadFailure {
  readonly code: string;
  readonly requestId: string | null;
}

export const failureOf = (answer: Unaccepted): ReadFailure => ({
  code: answer.evidence.code ?? ("reason" in answer ? answer.reason : answer.kind),
  requestId: answer.evidence.requestId,
});

const aboutTheRequest = /^(InvalidParameter|Missing)/;
const aboutTheKey =
  /^(Forbidden|NoPermission|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|InvalidSecurityToken|InvalidTimeStamp)/;

/**
 * What a failed read is about. `account`: the key or its rights, so that every other read fails alike; `request`: this
 * one alone; `upstream`: nothing arrived that tells; `cancelled`: we ended it ourselves.
 */
export function scopeOf(
  answer: Unaccepted,
  call: "list" | "permissions",
): "account" | "request" | "upstream" | "cancelled" {
  if (answer.kind === "ambiguous" && answer.reason === "cancelled") return "cancelled";
  if (answer.kind === "unreachable" && answer.reason === "no_credentials") return "account";
  if (answer.kind !== "refused") return "upstream";
  const code = answer.evidence.code ?? "";
  // The list is asked for the account itself, so a refusal of it is about the account unless a parameter was wrong.
  if (call === "list") return aboutTheRequest.test(code) ? "request" : "account";
  return aboutTheKey.test(code) ? "account" : "request";
}
