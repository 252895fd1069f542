import { setImmediate as turn } from "node:timers/promises";

/** So many are a millisecond or two of work. */
const atOnce = 1_000;

/** Visits each item in order; other requests get their turn in between. */
export async function inTurns<Item>(items: Iterable<Item>, visit: (item: Item) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    visit(item);
    count += 1;
    if (count % atOnce === 0) await turn();
  }
}
