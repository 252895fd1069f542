/**
 * Throws nothing and says whether a write may have come from another site. Browsers send Origin with every POST, so
 * a missing one is a program that replays a request. (A foreign one is answered 500 by Next, before our code.)
 */
export function isForeignOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  if (!origin || !host || !URL.canParse(origin)) return true;
  return new URL(origin).host !== host;
}
