import { oidcId } from "@/lib/auth/oidc-provider";
import { ownPath } from "@/lib/auth/own-path";
import { isSafeAddress } from "@/lib/env/single-sign-on";

/** What the desk uses of next-auth. Its other pages and endpoints are nobody's: bare, half-made, or not ours to offer. */
const used: ReadonlySet<string> = new Set(["GET csrf", "GET signin", "GET error", "POST callback/credentials"]);

/** What it uses besides where the company has a sign-in of its own: there, and back. */
const usedBySingleSignOn: ReadonlySet<string> = new Set([`POST signin/${oidcId}`, `GET callback/${oidcId}`]);

/** The answer to a request that next-auth is not to see, or `null`. */
export function refusedRequest(
  request: Request,
  path: readonly string[],
  { singleSignOn }: { readonly singleSignOn: boolean },
): Response | null {
  const asked = `${request.method} ${path.join("/")}`;
  if (!used.has(asked) && !(singleSignOn && usedBySingleSignOn.has(asked)))
    return new Response("Not found.\n", { status: 404 });
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  return request.method === "POST" && !isForm ? new Response("A form is wanted.\n", { status: 415 }) : null;
}

/** Whether a request sets out for the provider. */
export const isDeparture = (path: readonly string[]): boolean => path.join("/") === `signin/${oidcId}`;

/**
 * The address by which next-auth sets out for the provider: it hands every parameter on, so none of the browser's stays.
 * `?fresh=1` asks the provider to have the person show again that it is them.
 */
export function departure(address: string): string {
  const url = new URL(address);
  const isFresh = url.searchParams.get("fresh") === "1";
  url.search = isFresh ? `?${new URLSearchParams({ prompt: "login", max_age: "0" })}` : "";
  return url.href;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * A page of its own that goes on to the provider at once. A form's answer that redirected there would have to stand in
 * the policy's form-action, and so would every other address that the provider sends somebody on to.
 */
export function withPageToProvider(response: Response, origin: string, name: string): Response {
  const location = response.headers.get("location");
  if (location === null || !isSafeAddress(location) || new URL(location).origin === origin)
    return withOwnLocation(response, origin);
  const headers = new Headers(response.headers);
  headers.delete("location");
  headers.set("refresh", `0; url=${location}`);
  headers.set("cache-control", "no-store");
  headers.set("content-type", "text/html; charset=utf-8");
  const link = `<a href="${escaped(location)}">${escaped(name)}</a>`;
  return new Response(`<!doctype html><title>${escaped(name)}</title><p>${link}</p>\n`, { status: 200, headers });
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
