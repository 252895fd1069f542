import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPage, addsUp, type Listing, startListing } from "@/lib/domain/listing";

interface Server {
  /** The list as it is at the n-th request. */
  readonly rows: (request: number) => readonly string[];
  readonly cap?: number;
  /** Counts pages by what was asked for, though it gives fewer. */
  readonly offsetsAsAsked?: boolean;
}

function walk({ rows, cap = 1_000, offsetsAsAsked = false }: Server): { listing: Listing; requests: number } {
  let listing = startListing(100);
  let requests = 0;
  for (let next: number | null = 1; next !== null; ) {
    const all = rows(requests);
    requests += 1;
    const size = Math.min(cap, listing.pageSize);
    const from = (next - 1) * (offsetsAsAsked ? listing.pageSize : size);
    const relationIds = all.slice(from, from + size);
    ({ listing, next } = addPage(listing, { totalCount: all.length, relationIds, unreadable: 0 }));
  }
  return { listing, requests };
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n));

describe("a listing", () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])("of %i rows takes %i pages and adds up", (count, pages) => {
    const { listing, requests } = walk({ rows: () => numbers(0, count) });
    expect(requests).toBe(pages);
    expect(listing.seen.size).toBe(count);
    expect(addsUp(listing)).toBe(true);
  });

  it("does not add up when the total changes on the way, even if the rows then do", () => {
    const { listing } = walk({ rows: (request) => numbers(0, request === 0 ? 250 : 251) });
    expect(listing.seen.size).toBe(251);
    expect(addsUp(listing)).toBe(false);
  });

  it("asks one page further for rows that moved, and says so when they did not come", () => {
    const { listing, requests } = walk({
      rows: (request) => (request === 0 ? numbers(0, 200) : ["new", ...numbers(0, 199)]),
    });
    expect(requests).toBe(3);
    expect(listing.duplicates).toBe(1);
    expect(addsUp(listing)).toBe(false);
  });

  it("ends when the server gives the same page for ever", () => {
    let listing = startListing(100);
    let next: number | null = 1;
    let requests = 0;
    while (next !== null) {
      requests += 1;
      ({ listing, next } = addPage(listing, { totalCount: 250, relationIds: numbers(0, 100), unreadable: 0 }));
    }
    expect(requests).toBe(4);
    expect(addsUp(listing)).toBe(false);
  });

  it("counts rows without a readable id as rows", () => {
    const { listing, next } = addPage(startListing(100), { totalCount: 3, relationIds: ["1", "2"], unreadable: 1 });
    expect(next).toBeNull();
    expect(addsUp(listing)).toBe(true);
  });

  it("is whole over any list that stands still, whatever the cap and however the server counts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 150 }),
        fc.boolean(),
        (count, cap, offsetsAsAsked) => {
          const { listing, requests } = walk({ rows: () => numbers(0, count), cap, offsetsAsAsked });
          expect([...listing.seen]).toEqual(numbers(0, count));
          expect(addsUp(listing)).toBe(true);
          expect(requests).toBe(Math.max(1, Math.ceil(count / Math.min(cap, 100))));
        },
      ),
    );
  });

  it("ends over any list that moves, and never adds up with a row short of the last total", () => {
    const anyList = fc.uniqueArray(fc.integer({ min: 0, max: 400 }).map(String), { maxLength: 350 });
    fc.assert(
      fc.property(fc.array(anyList, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 120 }), (lists, cap) => {
        const { listing, requests } = walk({ rows: (request) => lists[request % lists.length] ?? [], cap });
        expect(requests).toBeLessThan(500);
        if (addsUp(listing)) expect(listing.seen.size).toBe(listing.totalCount);
      }),
    );
  });
});
