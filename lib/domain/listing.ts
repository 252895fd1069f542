/**
 * Going through the pages of QueryRelationList. Neither the order of rows nor the largest page is documented, so a
 * row may come twice, move between two pages, or a page may hold fewer rows than asked for.
 */
export interface Listing {
  /** Rows asked for on a page. */
  readonly pageSize: number;
  readonly pages: number;
  /** Ids seen, each once. Grows in place: a listing has up to 100,000 of them. */
  readonly seen: Set<string>;
  readonly duplicates: number;
  /** Rows whose id could not be read exactly; they count, but nobody knows for whom. */
  readonly unreadable: number;
  /** As the newest page says it; `null` before the first one. */
  readonly totalCount: number | null;
  readonly totalChanged: boolean;
}

export const startListing = (pageSize: number): Listing => ({
  pageSize,
  pages: 0,
  seen: new Set(),
  duplicates: 0,
  unreadable: 0,
  totalCount: null,
  totalChanged: false,
});

interface Page {
  readonly totalCount: number;
  readonly relationIds: readonly string[];
  readonly unreadable: number;
}

/** Adds a page. `next`: the page to ask for now; `null`: that was all. */
export function addPage(listing: Listing, page: Page): { readonly listing: Listing; readonly next: number | null } {
  const before = listing.seen.size;
  for (const id of page.relationIds) listing.seen.add(id);
  const held = page.relationIds.length + page.unreadable;
  const isCapped = listing.pages === 0 && held > 0 && held < listing.pageSize && held < page.totalCount;
  const added: Listing = {
    // With the size that the server really gives, page 2 begins after page 1 however it counts.
    pageSize: isCapped ? held : listing.pageSize,
    pages: listing.pages + 1,
    seen: listing.seen,
    duplicates: listing.duplicates + page.relationIds.length - (listing.seen.size - before),
    unreadable: listing.unreadable + page.unreadable,
    totalCount: page.totalCount,
    totalChanged: listing.totalChanged || (listing.totalCount !== null && listing.totalCount !== page.totalCount),
  };
  const isWhole = added.seen.size + added.unreadable >= page.totalCount;
  // One page more than the total fills: rows that moved back may stand there.
  const isBeyond = added.pages > Math.ceil(page.totalCount / added.pageSize);
  return { listing: added, next: held === 0 || isWhole || isBeyond ? null : added.pages + 1 };
}

/** Whether the rows are as many as the server says there are, and it said the same throughout. */
export const addsUp = (listing: Listing): boolean =>
  !listing.totalChanged && listing.totalCount === listing.seen.size + listing.unreadable;
