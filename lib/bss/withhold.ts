/** What was sent and must not be repeated in anything that is kept of the answer. */
export interface Secrets {
  /** LoginEmail: taken out of every text, in any case or coded for a URL. */
  readonly email: string;
  /** Names: taken out of Message alone, since a short one may be part of any other word. */
  readonly names: readonly string[];
}

/**
 * A body in which what we sent is not repeated: in its place stands `[e-mail]` or `[name]`. Upstream's Message repeats
 * LoginEmail in its documented sample, which need not have the shape that the scrubber knows. Anything that cannot be
 * walked becomes `undefined`, a body that is none.
 */
export function withhold(body: unknown, { email, names }: Secrets): unknown {
  const spellings = new Set([email, email.trim(), encodeURIComponent(email.trim())]);
  const address = new RegExp([...spellings].map(literally).join("|"), "gi");
  const longestFirst = names.map((name) => name.trim()).sort((a, b) => b.length - a.length);
  const known = longestFirst.filter((name) => name !== "").map(wordOf);
  const name = known.length > 0 ? new RegExp(known.join("|"), "gi") : null;
  try {
    return JSON.parse(JSON.stringify(body), (key, value: unknown) => {
      if (typeof value !== "string") return value;
      const text = value.replace(address, "[e-mail]");
      return name && /^message$/i.test(key) ? text.replace(name, "[name]") : text;
    });
  } catch {
    return undefined;
  }
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** Latin names as whole words; in Chinese nothing stands between two words. */
const wordOf = (name: string): string =>
  /^[\x20-\x7e]+$/.test(name) ? `(?<![A-Za-z0-9])${literally(name)}(?![A-Za-z0-9])` : literally(name);
