/**
 * A 32-bit hash of integers (murmur3 finaliser per part). The same parts give the same number on every machine,
 * which is what makes a population, a jitter or a fault at a rate repeatable from the seed alone.
 */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** `mix` as a fraction in [0, 1). */
export function fraction(...parts: readonly number[]): number {
  return mix(...parts) / 0x1_0000_0000;
}

/** A whole number below `bound` (up to 2^53), from two hashes so that it is not limited to 32 bits. */
export function below(bound: number, ...parts: readonly number[]): number {
  return (mix(...parts) * 0x20_0000 + (mix(...parts, 1) >>> 11)) % bound;
}

/** An item of a non-empty list. */
export function pick<T>(items: readonly [T, ...T[]], ...parts: readonly number[]): T {
  return items[mix(...parts) % items.length] ?? items[0];
}

/** A 32-bit hash of a text, to be used as a part. */
export function textHash(text: string): number {
  return mix(...Array.from(text, (character) => character.codePointAt(0) ?? 0));
}
