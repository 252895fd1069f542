import pino, { type Logger } from "pino";

export type { Logger };

const secretNames = ["password", "secret", "token", "authorization", "cookie", "sessionId", "loginEmail", "LoginEmail"];

/** Takes e-mails, URLs with a query, key ids and bearer tokens out of a text that came from elsewhere. */
export const scrub = (text: string): string =>
  text
    .replace(/https?:\/\/\S+/gi, "[url]")
    .replace(/[\w.+%-]+(@|%40)[\w-]+(\.[\w-]+)+/gi, "[e-mail]")
    .replace(/\b(LTAI|STS\.|AKIA)[A-Za-z0-9]{8,}\b/g, "[key id]")
    .replace(/\b(Bearer|Signature=)\s*\S+/gi, "$1[hidden]");

const serialiseError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return scrub(String(error));
  const cause = error.cause === undefined ? undefined : serialiseError(error.cause);
  return { name: error.name, message: scrub(error.message), stack: scrub(error.stack ?? ""), cause };
};

/** The one logger of a process: JSON lines on standard output, with secrets and e-mails taken out. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[hidden]" },
    serializers: { err: serialiseError, error: serialiseError },
  };
  return destination ? pino(options, destination) : pino(options);
}
