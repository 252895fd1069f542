/** Choices that follow from a seed alone. */
export interface Random {
  /** From 0 up to, and without, 1. */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  /** So many different ones at most, in an order of chance. */
  some<T>(list: readonly T[], count: number): T[];
}

/** mulberry32: small, quick, the same everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    whole: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    chance: (probability) => fraction() < probability,
    some(list, count) {
      const left = [...list];
      const chosen = [];
      while (chosen.length < count && left.length > 0)
        chosen.push(...left.splice(Math.floor(fraction() * left.length), 1));
      return chosen;
    },
  };
}
