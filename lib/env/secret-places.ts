/** Fields whose text is a secret unless it is the name of a variable. */
const secretField = /^(access_?key(_?id|_?secret)?|secret(_?key)?|security_?token|sts_?token|password|token)$/i;
const variableName = /^[A-Z_][A-Z0-9_]*$/;

/** Prefixes of AccessKey ids, or a long run of letters of both cases and digits, as secrets and tokens are. */
export const looksLikeSecret = (text: string): boolean =>
  /(^|[^A-Za-z0-9])(LTAI|AKIA|STS\.)[A-Za-z0-9.]{8,}/.test(text) ||
  (text.match(/[A-Za-z0-9+=]{24,}/g) ?? []).some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run));

/** Paths (`credentials.env.accessKeySecret`) of every text in a JSON value that looks like a key rather than names one. */
export function secretPlaces(value: unknown, path: readonly string[] = []): readonly string[] {
  const field = path.at(-1) ?? "";
  if (typeof value === "string")
    return looksLikeSecret(value) || (secretField.test(field) && !variableName.test(value)) ? [path.join(".")] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretPlaces(inner, [...path, looksLikeSecret(key) ? "…" : key]),
  );
}
