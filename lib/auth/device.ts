const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Headless)?Chrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, "Windows"],
  [/\bAndroid\b/, "Android"],
  [/\b(iPhone|iPad|iPod)\b/, "iOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

const first = (names: typeof browsers, text: string) => names.find(([pattern]) => pattern.test(text))?.[1];

/**
 * Browser and system of a `User-Agent`, such as `Firefox · Windows`: enough for a person to know a session of theirs by,
 * and no more is kept. `null`: neither is known.
 */
export function deviceOf(userAgent: string | null | undefined): string | null {
  const text = (userAgent ?? "").slice(0, 512);
  return [first(browsers, text), first(systems, text)].filter((name) => name !== undefined).join(" · ") || null;
}
