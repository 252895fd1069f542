import { decode, encode } from "next-auth/jwt";

/** Whether cookies are for HTTPS only: as the address of the desk says. next-auth decides the same way. */
export const isSecure = (url: string): boolean => url.startsWith("https://");

/** Where next-auth keeps the session. */
export const sessionCookieName = (url: string): string => `${isSecure(url) ? "__Secure-" : ""}next-auth.session-token`;

/** Where next-auth keeps the token that its forms must carry: `token|digest`. */
export const csrfCookieName = (url: string): string => `${isSecure(url) ? "__Host-" : ""}next-auth.csrf-token`;

/** Where a browser keeps the ticket between password and code. */
export const ticketCookieName = (url: string): string => `${isSecure(url) ? "__Host-" : ""}linkbook.ticket`;

/** The value of a session cookie: encrypted, and nothing in it but the id of the session's row. */
export const sessionCookieValue = (sessionId: string, secret: string, maxAgeSeconds: number): Promise<string> =>
  encode({ token: { sid: sessionId }, secret, maxAge: maxAgeSeconds });

/** The session id in a cookie; `null` when it is forged, old or of another secret. */
export async function sessionIdOf(value: string | undefined, secret: string): Promise<string | null> {
  if (!value) return null;
  try {
    const token = await decode({ token: value, secret });
    return typeof token?.sid === "string" ? token.sid : null;
  } catch {
    return null;
  }
}
