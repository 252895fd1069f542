import { z } from "zod";
import type { DoorRequest, Route } from "@/lib/simulator/control/route";
import type { Journal } from "@/lib/simulator/journal";

const searchSchema = z.strictObject({
  sinceSeq: z.coerce.number().int().min(0).default(0),
  relationId: z.string().optional(),
  memberUid: z.string().optional(),
  operation: z.string().optional(),
  event: z.string().optional(),
  call: z.string().optional(),
  /** Waits at most this long for the first fitting event, instead of answering with none. */
  waitMs: z.coerce.number().min(0).max(60_000).default(0),
});
type Search = z.infer<typeof searchSchema>;

const lineSchema = z.looseObject({
  seq: z.number(),
  event: z.string(),
  call: z.string().optional(),
  relationId: z.string().nullish(),
  memberUid: z.string().nullish(),
  operation: z.string().nullish(),
});

export const journalRoute: Route = { method: "GET", path: "/journal", run: readJournal };

/** Events after `sinceSeq` that carry the wanted values; `lastSeq` is where to read on. */
async function readJournal({ parts, query }: DoorRequest) {
  const { journal, clock } = parts.world;
  const search = searchSchema.parse(query);
  let isOver = search.waitMs === 0;
  let wake = () => {};
  const stop = journal.onAppend(() => wake());
  // Not "the clock is past the end": a timer may fire a moment before the clock says so, and nothing would wake us again.
  clock.after(search.waitMs, () => {
    isOver = true;
    wake();
  });
  try {
    for (let from = search.sinceSeq; ; ) {
      const lastSeq = journal.next - 1;
      const events = fitting(journal, search, from);
      if (events.length > 0 || isOver) return { events, lastSeq };
      from = lastSeq;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
  }
}

function fitting(journal: Journal, search: Search, from: number) {
  const wanted = [search.relationId, search.memberUid, search.operation, search.event, search.call];
  return journal
    .linesAfter(from)
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .filter((line) =>
      [line.relationId, line.memberUid, line.operation, line.event, line.call].every(
        (value, position) => wanted[position] === undefined || wanted[position] === value,
      ),
    );
}
