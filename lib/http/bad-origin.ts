/**
 * Throws nothing and says whether a write may have come from another site. Browsers send Origin with every POST, so
 * a missing one is a program that replays a request. It must name the host of the desk's own address (`deskUrl`), which
 * holds behind any proxy, or the host that was asked; what a caller says was forwarded counts for nothing.
 * (A foreign one is answered 500 by Next, before our code.)
 */
export function isForeignOrigin(headers: Headers, deskUrl: string): boolean {
  const origin = headers.get("origin");
  if (!origin || !URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  return host === "" || (host !== new URL(deskUrl).host && host !== headers.get("host"));
}

/** Whether a page of another site had the browser ask for this (Fetch Metadata); programs that are no browser do not say. */
export const isCrossSite = (headers: Headers): boolean => headers.get("sec-fetch-site") === "cross-site";
