/**
 * The codes that there are words for (messages/upstream): those of Alibaba Cloud, and Linkbook's own names for an
 * answer without one. Compared by pattern, because upstream adds a detail after a dot. Source: the common error codes
 * of the BSS APIs and of their gateway; CreateAgAccount, "Error codes" of the reseller (VNO) chapter.
 */
const explained = [
  ["InvalidParameter", /^InvalidParameter/],
  ["MissingParameter", /^Missing[A-Z]/],
  ["InternalError", /^InternalError$/],
  ["NotApplicable", /^NotApplicable$/],
  ["NotAuthorized", /^NotAuthorized$/],
  ["InvalidOwner", /^InvalidOwner$/],
  ["ForbiddenRam", /^Forbidden(\.|$)/],
  ["NoPermission", /^NoPermission(\.|$)/],
  ["SignatureDoesNotMatch", /^(SignatureDoesNotMatch|IncompleteSignature)$/],
  ["InvalidAccessKeyId", /^InvalidAccessKeyId(\.|$)/],
  ["Throttling", /^([Tt]hrottling|throttled$)/],
  ["InvalidSecurityToken", /^InvalidSecurityToken(\.|$)/],
  ["InvalidTimeStamp", /^InvalidTimeStamp(\.|$)/],
  ["InvalidAction", /^(InvalidAction|InvalidVersion)(\.|$)/],
  ["emailUsed", /^LOGIN_EMAIL_HAS_BEEN_USED$/],
  ["emailDomain", /^EMAIL_DOMAIN_NOT_AUTHORIZED$/],
  ["notReseller", /^NOT_AUTHORIZED$/],
  ["overQuota", /^OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT$/],
  ["timeout", /^timeout$/],
  ["reset", /^reset$/],
  ["odd_body", /^odd_body$/],
  ["server_error", /^(server_error|ServiceUnavailable)$/],
  ["unknown_code", /^unknown_code$/],
  ["crash", /^crash$/],
  ["lower_case_keys", /^lower_case_keys$/],
  ["other_payer", /^other_payer$/],
  ["unreachable", /^(connection_refused|connect_timeout|no_route|unknown_host)$/],
  ["tls", /^tls$/],
  ["no_credentials", /^no_credentials$/],
  ["other_account", /^other_account$/],
  ["not_configured", /^not_configured$/],
] as const satisfies readonly (readonly [string, RegExp])[];

export type ExplainedCode = (typeof explained)[number][0];

/** The words' name for a code as it came; null: there are none, and the raw code has to do. */
export const explainedCode = (code: string): ExplainedCode | null =>
  explained.find(([, pattern]) => pattern.test(code))?.[0] ?? null;

const ownNames: ReadonlySet<string> = new Set([
  ...["timeout", "reset", "odd_body", "server_error", "unknown_code", "crash", "lower_case_keys", "other_payer"],
  ...["connection_refused", "connect_timeout", "no_route", "unknown_host", "tls", "throttled"],
  ...["no_credentials", "other_account", "not_configured"],
]);

/** Whether a code is Linkbook's own name for an answer, and not what came from Alibaba Cloud. */
export const isOwnName = (code: string): boolean => ownNames.has(code);

/** What decides that an answer proves nothing although its Code may say that all is well. */
const overrides: ReadonlySet<string> = new Set(["lower_case_keys", "other_payer"]);

/** The one code of an answer that its words go by; null: nothing is wrong with it, or nothing is known. */
export function tellingCode(answer: {
  readonly code: string | null;
  readonly ambiguity: string | null;
}): string | null {
  const { code, ambiguity } = answer;
  if (ambiguity !== null && (code === null || overrides.has(ambiguity) || explainedCode(code) === null))
    return ambiguity;
  return code;
}
