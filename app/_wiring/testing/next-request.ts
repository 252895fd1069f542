/**
 * Stands in for what Next reads from a request, of which there is none where an action or a route is called in process:
 * `vi.mock("next/headers", () => import("./testing/next-request"))`.
 */

interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** What the browser sends along. A test sets it before it calls. */
export const sent: { headers: Headers; cookie: Cookie | null } = { headers: new Headers(), cookie: null };

/** What the browser was given to keep, by the name of the cookie; null: what it had was taken. */
export const kept = new Map<string, string | null>();

export const headers = async (): Promise<Headers> => sent.headers;

export const cookies = async () => ({
  get: (name: string) => (name === sent.cookie?.name ? sent.cookie : undefined),
  set: (name: string, value: string) => void kept.set(name, value),
  delete: ({ name }: { readonly name: string }) => void kept.set(name, null),
});

/** Of `next/server`: a route that is never built in advance says so. */
export const connection = async (): Promise<void> => undefined;
