import type { ListPosition } from "@/lib/domain/list-position";

interface Page {
  readonly rows: readonly { readonly id: string }[];
  readonly next: ListPosition | null;
}

/** The ids of a list by time, page by page, as whoever follows "Older" to the end comes by them. */
export async function walkPages(
  list: (before: ListPosition | undefined) => Promise<Page>,
): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let before: ListPosition | undefined; ; ) {
    const { rows, next } = await list(before);
    pages.push(rows.map(({ id }) => id));
    if (next === null) return pages;
    before = next;
  }
}
