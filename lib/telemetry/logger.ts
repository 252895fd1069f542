import pino, { type Logger } from "pino";
import { scrub } from "@/lib/telemetry/scrub";

export type { Logger };

const secretNames = ["password", "secret", "token", "authorization", "cookie", "sessionId", "loginEmail", "LoginEmail"];

/** The frames alone: a stack repeats the message, and where it stands is no secret. */
const framesOf = (stack: string): string[] =>
  stack.split("\n").flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : []));

const serialiseError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return scrub(String(error));
  const cause = error.cause === undefined ? undefined : serialiseError(error.cause);
  return { name: error.name, message: scrub(error.message), stack: framesOf(error.stack ?? ""), cause };
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
