/**
 * Where a request came from, by its `X-Forwarded-For`: the nearest proxy's word, which is the last. Without a proxy
 * the caller writes it, so nothing may rest on it alone.
 */
export const callerAddress = (forwardedFor: string | null | undefined): string =>
  forwardedFor?.split(",").at(-1)?.trim() ?? "";
