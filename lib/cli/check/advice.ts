import type { Unaccepted, Unreachable } from "@/lib/bss/answer";

const keys = "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET";

const unreachable: Record<Unreachable, string> = {
  connection_refused: "nobody listens there",
  connect_timeout: "no connection comes about",
  no_route: "there is no way to it from here",
  unknown_host: "the name is not known here",
  tls: "its certificate is not accepted, or it speaks no TLS",
  no_credentials: `no keys were found: set ${keys}, or another source of the SDK's credential chain`,
  invalid_command: "the request was not sent",
};

/** Refusals whose cure is a setting or a permission. The first that fits is said. */
const refusals: readonly (readonly [code: RegExp, advice: (action: string) => string])[] = [
  [/^InvalidAccessKeyId/, () => "this site does not know the key: check ALIBABA_CLOUD_ACCESS_KEY_ID and LINKBOOK_SITE"],
  [/^(SignatureDoesNotMatch|IncompleteSignature)/, () => "the secret is wrong: check ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
  [/SecurityToken/, () => "the STS token is over or not this key's: check ALIBABA_CLOUD_SECURITY_TOKEN"],
  [/^InvalidTimeStamp/, () => "this machine's clock is wrong"],
  [/^(Forbidden|NoPermission)/, (action) => `the RAM identity may not call it: grant ${action}`],
  [
    /^(NotAuthorized|NotApplicable|InvalidOwner)/,
    () =>
      "the account may not use it: check LINKBOOK_ACCOUNT_UID and LINKBOOK_SITE, and that it is a management account",
  ],
];

/**
 * One sentence on what to do about an answer that is none; it names the setting or the permission where one is
 * the cause. `setting` is the one that overrides the endpoint; `action` the RAM action.
 */
export function advice(api: string, answer: Unaccepted, of: { setting: string; action: string }): string {
  switch (answer.kind) {
    case "refused": {
      const code = answer.evidence.code ?? "";
      const known = refusals.find(([pattern]) => pattern.test(code))?.[1](of.action);
      return `${api} was refused (${code}): ${known ?? "see its message above"}.`;
    }
    case "throttled":
      return `${api} is throttled: LINKBOOK_RATE is above the account's quota, or others use it up.`;
    case "unreachable":
      return answer.reason === "no_credentials"
        ? `${api} was not asked: ${unreachable.no_credentials}.`
        : `${api} cannot be reached: ${unreachable[answer.reason]}. Check LINKBOOK_SITE and ${of.setting}; the SDK takes no proxy.`;
    case "ambiguous":
      return answer.reason === "timeout"
        ? `${api} gave no answer in time: check the way to it, and LINKBOOK_CALL_TIMEOUT.`
        : `${api} gave an answer that Linkbook does not accept as one (${answer.reason}): check LINKBOOK_SITE and ${of.setting}.`;
  }
}
