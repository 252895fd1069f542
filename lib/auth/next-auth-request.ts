import { ownPath } from "@/lib/auth/own-path";

/** What the desk uses of next-auth. Its other pages and endpoints are nobody's: bare, half-made, or not ours to offer. */
const used: ReadonlySet<string> = new Set(["GET csrf", "GET signin", "GET error", "POST callback/credentials"]);

/** The answer to a request that next-auth is not to see, or `null`. */
export function refusedRequest(request: Request, path: readonly string[]): Response | null {
  if (!used.has(`${request.method} ${path.join("/")}`)) return new Response("Not found.\n", { status: 404 });
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  return request.method === "POST" && !isForm ? new Response("A form is wanted.\n", { status: 415 }) : null;
}

/** Its address with a place to go to that is of this desk: over another, next-auth reports a fault of its settings. */
export function withOwnCallback(address: string, origin: string): string {
  const url = new URL(address);
  const callback = url.searchParams.get("callbackUrl");
  if (callback !== null) url.searchParams.set("callbackUrl", ownPath(callback, origin));
  return url.href;
}

/**
 * Its answer, with a `Location` that is a path: whoever came by another name of this machine stays there, since the
 * policy's form-action forbids leaving it.
 */
export function withOwnLocation(response: Response, origin: string): Response {
  const location = response.headers.get("location");
  if (location !== null) response.headers.set("location", ownPath(location, origin));
  return response;
}
