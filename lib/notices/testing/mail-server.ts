import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** The text of a mail, from how it is written on the wire (quoted-printable). */
const textOf = (raw: string): string => {
  const body = raw.slice(raw.indexOf("\r\n\r\n") + 4).replaceAll("=\r\n", "");
  const bytes = body.replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString();
};

/** A mail server on loopback that keeps what it is sent, as it came over the wire. */
export interface MailServer {
  /** As `LINKBOOK_SMTP_URL` takes it. */
  readonly url: string;
  readonly mails: { readonly to: readonly string[]; readonly raw: string; readonly text: string }[];
  /** What it says to the next readers' addresses, in turn; then it takes them. */
  readonly refusals: { readonly responseCode: number }[];
  /** It wants a sign-in that it was not given. */
  refuseSender: boolean;
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const mails: MailServer["mails"] = [];
  const refusals: MailServer["refusals"] = [];
  const opened = { refuseSender: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onMailFrom(_address, _session, done) {
      done(opened.refuseSender ? Object.assign(new Error("sign in first"), { responseCode: 530 }) : null);
    },
    onRcptTo(_address, _session, done) {
      const refusal = refusals.shift();
      done(refusal ? Object.assign(new Error("no"), refusal) : null);
    },
    onData(stream, session, done) {
      void text(stream).then((raw) => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw, text: textOf(raw) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(opened, {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refusals,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
