/** A parameter list in the order in which it was sent; a name may occur twice. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** Decodes a query or a form body; `+` is a space, as in every form decoder. What is badly encoded stays as it is. */
export function decodePairs(text: string): Pairs {
  return text
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf("=");
      if (equals === -1) return [decodeText(pair), ""] as const;
      return [decodeText(pair.slice(0, equals)), decodeText(pair.slice(equals + 1))] as const;
    });
}

/** RFC 3986: everything but letters, digits and `-_.~` becomes %XX, also `! ' ( ) *` which JavaScript leaves alone. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The canonical query of both signature versions: sorted by name as text (`.1`, `.10`, `.2`), encoded anew. Decoding
 * and encoding again is what makes a client that leaves `*` raw agree with one that does not.
 */
export function canonicalQuery(pairs: Pairs): string {
  return [...pairs]
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
