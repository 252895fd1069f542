import { isSafeAddress } from "@/lib/env/single-sign-on";

/** How notices leave the desk; `null`: that way is off. */
export interface NoticeSettings {
  readonly mail: {
    /** `smtp://` or `smtps://`, with the name and password of the mail server's account where it wants them. */
    readonly server: string;
    /** The sender: an address, or a name and an address. */
    readonly from: string;
  } | null;
  readonly webhook: {
    readonly address: string;
    /** Signs each message, as Standard Webhooks has it: `whsec_` and 24 to 64 bytes in base64. */
    readonly secret: string;
  } | null;
}

interface Given {
  readonly LINKBOOK_SMTP_URL?: string | undefined;
  readonly LINKBOOK_MAIL_FROM?: string | undefined;
  readonly LINKBOOK_WEBHOOK_URL?: string | undefined;
  readonly LINKBOOK_WEBHOOK_SECRET?: string | undefined;
}

interface Problem {
  readonly setting: string;
  readonly problem: string;
}

function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return ["smtp:", "smtps:"].includes(protocol) && hostname !== "";
}

/** `a@b` or `Name <a@b>`, on one line. */
const sender = /^(?:[^<>@,;:"\r\n]{1,100}<)?[^<>@\s]{1,64}@[^<>@\s]{1,255}>?$/;

function isSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text.slice("whsec_".length), "base64");
  return length >= 24 && length <= 64;
}

/** The settings of notices. What is wrong is named and never repeated. */
export function noticeSettingsOf(given: Given): {
  readonly settings: NoticeSettings;
  readonly problems: readonly Problem[];
} {
  const { LINKBOOK_SMTP_URL: server, LINKBOOK_MAIL_FROM: from } = given;
  const { LINKBOOK_WEBHOOK_URL: address, LINKBOOK_WEBHOOK_SECRET: secret } = given;
  const wrong = (setting: string, isWrong: boolean, problem: string) => (isWrong ? [{ setting, problem }] : []);
  const problems = [
    ...wrong("LINKBOOK_SMTP_URL", server === undefined && from !== undefined, "it is missing; mail needs both"),
    ...wrong("LINKBOOK_MAIL_FROM", from === undefined && server !== undefined, "it is missing; mail needs both"),
    ...wrong(
      "LINKBOOK_SMTP_URL",
      server !== undefined && !isMailServer(server),
      "smtp:// or smtps:// and a host is wanted; a name and password percent-encoded",
    ),
    ...wrong(
      "LINKBOOK_MAIL_FROM",
      from !== undefined && !sender.test(from),
      "an address, or Name <address>, is wanted",
    ),
    ...wrong(
      "LINKBOOK_WEBHOOK_URL",
      address === undefined && secret !== undefined,
      "it is missing; the webhook needs both",
    ),
    ...wrong(
      "LINKBOOK_WEBHOOK_SECRET",
      secret === undefined && address !== undefined,
      "it is missing; the webhook needs both",
    ),
    ...wrong(
      "LINKBOOK_WEBHOOK_URL",
      address !== undefined && !isSafeAddress(address),
      "an https address is wanted; plain http on loopback only",
    ),
    ...wrong(
      "LINKBOOK_WEBHOOK_SECRET",
      secret !== undefined && !isSecret(secret),
      'whsec_ and 24 to 64 bytes in base64 are wanted; make one with: echo "whsec_$(openssl rand -base64 32)"',
    ),
  ];
  return {
    settings: {
      mail: server === undefined || from === undefined ? null : { server, from },
      webhook: address === undefined || secret === undefined ? null : { address, secret },
    },
    problems,
  };
}
