/**
 * The closed list of Codes that mean "not carried out, and will not be": upstream looked at the request, its
 * signature or its sender, and turned it away before doing anything. What is not here is ambiguous. Codes are
 * compared exactly; a pattern is anchored. `SignatureNonceUsed` is left out on purpose: each request has a fresh
 * nonce, so a used one means that this very request arrived before, and may have been carried out then.
 * Source: error tables of QueryPermissionList and its sibling BSS APIs; the gateway's common error codes.
 */
const refusals: readonly (readonly [code: RegExp, why: string])[] = [
  [/^InvalidParameter[A-Za-z0-9_.]*$/, "a parameter has a value that the API does not take"],
  [/^MissingParameter[A-Za-z0-9_.]*$/, "a required parameter is not there"],
  [/^Missing[A-Z][A-Za-z0-9]*$/, "the gateway's own form of the same, with the parameter's name: MissingRelationId"],
  [/^NotApplicable$/, "the API does not apply to this account"],
  [/^NotAuthorized$/, "This API is not authorized for caller."],
  [/^InvalidOwner$/, "the object belongs to somebody else"],
  [/^Forbidden(\.[A-Za-z0-9_.]+)?$/, "the RAM identity may not do this: Forbidden.RAM"],
  [/^NoPermission(\.[A-Za-z0-9_.]+)?$/, "the RAM identity lacks the action; comes with AccessDeniedDetail"],
  [/^SignatureDoesNotMatch$/, "the secret is wrong, or the request was altered on its way"],
  [/^IncompleteSignature$/, "the signature lacks a part"],
  [/^InvalidAccessKeyId(\.(NotFound|Inactive))?$/, "the key does not exist or is switched off"],
  [
    /^InvalidSecurityToken(\.(Expired|Malformed|MismatchWithAccessKey))?$/,
    "the STS token is over, or is not this key's",
  ],
  [/^InvalidTimeStamp(\.(Expired|Format))?$/, "this machine's clock is outside the signature's date window"],
  [/^InvalidAction(\.NotFound)?$/, "no such API at this endpoint"],
  [/^InvalidVersion$/, "no such API version at this endpoint"],
  [/^UnsupportedHTTPMethod$/, "the API is not offered for this HTTP method"],
];

/**
 * What CreateAgAccount answers beside these, with HTTP 200, when it made no account; the last one with Success true in
 * the documented sample. Source: CreateAgAccount, sample; the resellers' page of the same API (its list was cut off).
 */
const refusalsOfCreate: ReadonlySet<string> = new Set([
  "NOT_AUTHORIZED",
  "EMAIL_DOMAIN_NOT_AUTHORIZED",
  "OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT",
  "LOGIN_EMAIL_HAS_BEEN_USED",
]);

/** Whether a Code is one of CreateAgAccount's own refusals. */
export const isRefusalOfCreate = (code: string): boolean => refusalsOfCreate.has(code);

/** CreateAgAccount: the address has an account. After an earlier request that may have made it, this is no refusal. */
export const isEmailTaken = (code: string | null): boolean => code === "LOGIN_EMAIL_HAS_BEEN_USED";

/** Whether upstream's Code says for certain that nothing was carried out. */
export const isRefusal = (code: string): boolean => refusals.some(([pattern]) => pattern.test(code));

/** Whether upstream's Code is flow control, which turns a request away before it is carried out. */
export const isThrottling = (code: string): boolean => code.startsWith("Throttling");

/** Whether upstream's Code is one of success: documented samples write "Success", "200" and (older pages) "SUCCESS". */
export const isAccepted = (code: string): boolean => code === "200" || code.toLowerCase() === "success";
