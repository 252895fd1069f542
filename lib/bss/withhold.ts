/**
 * A body in which a value that we sent is not repeated: wherever a text has it, in any case or coded for a URL, stands
 * `[e-mail]`. For LoginEmail, which upstream's Message repeats in its documented sample, and which need not have the
 * shape that the scrubber knows. Anything that cannot be walked becomes `undefined`, a body that is none.
 */
export function withhold(body: unknown, secret: string): unknown {
  const spellings = new Set([secret, secret.trim(), encodeURIComponent(secret.trim())]);
  const pattern = new RegExp([...spellings].map(literally).join("|"), "gi");
  try {
    return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
      typeof value === "string" ? value.replace(pattern, "[e-mail]") : value,
    );
  } catch {
    return undefined;
  }
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
