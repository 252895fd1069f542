import { below, mix } from "@/lib/simulator/random";

/**
 * Ids are arithmetic on the index, so that a relation is found by its id without a table of 100,000 entries:
 * each index owns one stride, and the hash decides where in it the id falls.
 */
const RELATION = { first: 51_463, stride: 37 };
const MEMBER = { first: 1_100_000_000_000_000, stride: 6_000_000_000 };

/** Neighbours get far-apart UIDs, as in life: index times an odd number modulo 2^17, undone by its inverse. */
const SCATTER = { slots: 131_072, factor: 77_773, inverse: 87301 };

/** Above 2^53 and odd, so that a reader that goes through `number` is off by one. */
const BIG_RELATION = { first: 9_007_199_254_740_993n, stride: 2n };
const BIG_MEMBER = { first: 6_300_000_000_000_000_001n, stride: 10_000_000_000_000n };

/** 6210322125051645960 is the sample UID of GetCustomerList; 9007199254740993 is 2^53 + 1. */
const KNOWN_MEMBERS: ReadonlyMap<number, string> = new Map([
  [1, "6210322125051645960"],
  [10, "9007199254740993"],
]);
const BIG_RELATIONS_OF_THE_CAST: ReadonlySet<number> = new Set([6, 11]);
const CAST = 12;

export function relationIdAt(seed: number, index: number): string {
  const big = index < CAST ? BIG_RELATIONS_OF_THE_CAST.has(index) : mix(seed, index, 101) % 50 === 0;
  if (big) return (BIG_RELATION.first + BIG_RELATION.stride * BigInt(index)).toString();
  const offset = index === 0 ? 0 : mix(seed, index, 102) % RELATION.stride;
  return (RELATION.first + RELATION.stride * index + offset).toString();
}

export function memberUidAt(seed: number, index: number): string {
  const known = KNOWN_MEMBERS.get(index);
  if (known !== undefined) return known;
  if (index >= CAST && mix(seed, index, 103) % 50 === 0) {
    const offset = BigInt(below(Number(BIG_MEMBER.stride) / 2, seed, index, 104)) * 2n;
    return (BIG_MEMBER.first + BIG_MEMBER.stride * BigInt(index) + offset).toString();
  }
  const slot = (index * SCATTER.factor) % SCATTER.slots;
  return (MEMBER.first + MEMBER.stride * slot + below(MEMBER.stride, seed, index, 105)).toString();
}

/** The index of a relation id, or null; `relationIdAt` has the last word. */
export function indexOfRelationId(seed: number, size: number, id: string): number | null {
  return firstMatch(size, id, (index) => relationIdAt(seed, index), [
    strideOf(id, BigInt(RELATION.first), BigInt(RELATION.stride)),
    strideOf(id, BIG_RELATION.first, BIG_RELATION.stride),
  ]);
}

/** The index of a member UID, or null. */
export function indexOfMemberUid(seed: number, size: number, uid: string): number | null {
  const slot = strideOf(uid, BigInt(MEMBER.first), BigInt(MEMBER.stride));
  return firstMatch(size, uid, (index) => memberUidAt(seed, index), [
    ...KNOWN_MEMBERS.keys(),
    slot < SCATTER.slots ? (slot * SCATTER.inverse) % SCATTER.slots : -1,
    strideOf(uid, BIG_MEMBER.first, BIG_MEMBER.stride),
  ]);
}

function strideOf(id: string, first: bigint, stride: bigint): number {
  return Number((BigInt(id) - first) / stride);
}

function firstMatch(size: number, id: string, idAt: (index: number) => string, candidates: number[]): number | null {
  return candidates.find((index) => index >= 0 && index < size && idAt(index) === id) ?? null;
}
