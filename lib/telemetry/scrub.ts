const longestText = 300;

/**
 * What a text from upstream or from the SDK may carry that must not be stored or logged. Order matters: a URL
 * goes whole before its parts are looked at. Parameters travel in the URL, so an address in one is `%40`-coded;
 * a signature error repeats the string to sign, which holds every parameter.
 */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/string ?to ?sign\b[\s\S]*$/i, "string to sign [cut]"],
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>]+/gi, "[url]"],
  [/[^\s"'<>=,;:()[\]&?]{1,64}(?:@|%40)[^\s"'<>=,;:()[\]&?]{1,255}/gi, "[e-mail]"],
  [
    /\b(access_?key_?(?:id|secret)?|security_?token|token|secret|signature|password)(\s*[:=]\s*)["']?[^\s"',;&]+/gi,
    "$1$2[key]",
  ],
  [/\b(?:STS\.|LTAI|AKIA|TMP\.)[A-Za-z0-9._-]{4,}/g, "[key]"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, "[address]"],
  [/(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f:]{0,39}::[0-9a-f:]{0,39})(?![\w:])/gi, "[address]"],
  [/[A-Za-z0-9+/_-]{40,}={0,2}/g, "[key]"],
];

/** A text without URLs, e-mail addresses, keys, tokens and IP addresses, on one line, 300 characters at most. */
export function scrub(text: string): string {
  // Cut first: what follows runs over every character a few times, and upstream sets no bound.
  let clean = text.slice(0, 4_000);
  for (const [pattern, replacement] of secrets) clean = clean.replace(pattern, replacement);
  clean = clean.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return clean.length > longestText ? `${clean.slice(0, longestText - 1)}…` : clean;
}
