import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import { z } from "zod";
import type { NoticeSettings } from "@/lib/env/notices";
import type { Delivery } from "@/lib/notices/delivery";

export interface MailMessage {
  /** The notice's id: of it the Message-ID is made, the same at each try. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail, a message at a time; connections are kept between messages until it is closed. */
export interface Mailer {
  /** Never throws. */
  send(message: MailMessage): Promise<Delivery>;
  close(): void;
}

const patienceMs = 10_000;
const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Chinese would else be sent as base64, which no eye can read on the way. */
const asText = { textEncoding: "quoted-printable" } as const;

/** What nodemailer says of a failure: its own word, and the server's number. */
const failed = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  /** What was being said to the server. */
  command: z.string().optional(),
});

/** The server refuses this very reader or this very message, and would again; of the sender or a sign-in it may be mended. */
const isFinal = ({ command = "", responseCode = 0 }: z.infer<typeof failed>): boolean =>
  responseCode >= 500 && /^(RCPT TO|DATA)/.test(command);

/** Rejects when nothing has come of it: a server can take a connection and say nothing for ever. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = sleep(3 * patienceMs, undefined, { signal: ended.signal }).then(() => {
    throw Object.assign(new Error("no end"), { code: "timeout" });
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}

/**
 * A way to the mail server. A name and password go over TLS only (`smtps://`, else STARTTLS is demanded), but for a server on
 * this very machine.
 */
export function createMailer({ server, from }: NonNullable<NoticeSettings["mail"]>): Mailer {
  const url = new URL(server);
  const options: SMTPPool.Options = {
    // Without a bound a connection that ends at once would be made anew for ever.
    ...{ pool: true, maxConnections: 1, maxRequeues: 0, disableFileAccess: true, disableUrlAccess: true },
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    requireTLS: url.protocol === "smtp:" && url.username !== "" && !loopback.has(url.hostname),
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
  };
  const transport = createTransport(options, { from, headers: { "Auto-Submitted": "auto-generated" } });
  const host = from.replace(/^.*@|>$/g, "");
  return {
    async send({ id, to, subject, text }) {
      try {
        // As an object the address is taken as it is; of a text a list could be read.
        await inTime(
          transport.sendMail({
            messageId: `<${id}@${host}>`,
            to: { name: "", address: to },
            subject,
            text,
            ...asText,
          }),
        );
        return { kind: "delivered" };
      } catch (error) {
        const said = failed.safeParse(error).data ?? {};
        const failure = said.responseCode ? `smtp_${said.responseCode}` : (said.code ?? "failed").toLowerCase();
        return { kind: isFinal(said) ? "gone" : "later", failure };
      }
    },
    close: () => transport.close(),
  };
}
