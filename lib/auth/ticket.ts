import { createHash } from "node:crypto";
import { z } from "zod";
import { openText, sealText } from "@/lib/auth/sealed-text";

/** How long after the password the code may be typed. */
export const ticketMs = 5 * 60_000;

/** That a person's password was right, kept by their browser until their code is. */
interface Ticket {
  readonly personId: string;
  /** Of the password's hash: another password makes the ticket worthless. */
  readonly password: string;
}

const content = z.object({ personId: z.string(), password: z.string(), until: z.number() });
const purpose = "second step";

/** How a ticket knows a password again. */
export const passwordMark = (passwordHash: string): string =>
  createHash("sha256").update(passwordHash).digest("base64url");

export const sealTicket = (secret: string, ticket: Ticket, now: number): string =>
  sealText(secret, purpose, "", JSON.stringify({ ...ticket, until: now + ticketMs }));

/** What a ticket says; `null`: it is none of ours, or too old. */
export function openTicket(secret: string, sealed: string, now: number): Ticket | null {
  const text = openText(secret, purpose, "", sealed);
  const read = text === null ? null : content.parse(JSON.parse(text));
  return read && now <= read.until ? read : null;
}
