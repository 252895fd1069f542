import { randomUUID } from "node:crypto";
import { CommandError } from "@/lib/cli/command";
import { type CopiedTable, copyRows } from "@/lib/db/copy-database";
import type { Database, Tx } from "@/lib/db/database";
import { placeOf } from "@/lib/db/place";
import { appendAudit } from "@/lib/db/queries/audit";
import { instanceOf, keepInstance, movedTo, type Place, putMovedTo, putRestoredMark } from "@/lib/db/queries/instance";
import { isAnyoneLeading } from "@/lib/db/queries/lease";
import { instant } from "@/lib/domain/ids";
import { verifyChain } from "@/lib/services/audit/verify-chain";
import { displaced } from "@/lib/worker/restored-verdict";

/** The target is whole and the source does not know: both could start. */
export class SourceNotMarked extends CommandError {}

interface End {
  readonly database: Database;
  readonly label: string;
}

interface Moved {
  readonly tables: readonly CopiedTable[];
  /** Rows of the log as copied, and its head: the same on both sides. */
  readonly rows: number;
  readonly head: string;
  /** The source was itself a copy that no desk has started on yet: the target is marked as restored. */
  readonly isRestored: boolean;
}

async function chainOf(tx: Tx, side: string) {
  const verdict = await verifyChain({ read: tx });
  if (!verdict.ok)
    throw new CommandError(
      `The ${side}'s log does not hold: its chain is broken at row ${verdict.seq} (${verdict.problem})`,
    );
  return verdict;
}

/** The same desk goes on in the target: it is told its new place, so that the move is not taken for a restore. */
async function settleIn(
  source: Tx,
  target: Tx,
  places: { readonly from: Place; readonly to: Place },
): Promise<boolean> {
  const instance = await instanceOf(source);
  if (!instance) return false;
  await keepInstance(target, { ...instance, place: places.to });
  const isRestored = displaced(instance.place, places.from) !== null;
  if (isRestored) await putRestoredMark(target, { at: instant(Date.now()), by: "in_place" });
  return isRestored;
}

/**
 * Moves all rows. Both databases are held by one transaction each: no desk can write to either meanwhile, a failure
 * leaves nothing, and the source is marked as moved only together with the target's end. Throws `CommandError`,
 * `CopyFailed`, or what storage threw.
 */
export async function moveDatabase(from: End, to: End): Promise<Moved> {
  const places = { from: await placeOf(from.database.read), to: await placeOf(to.database.read) };
  let isCopied = false;
  const move = async (source: Tx): Promise<Moved> => {
    const gone = await movedTo(source);
    if (gone) throw new CommandError(`--from: this database was moved to ${gone.to} already`);
    if (await isAnyoneLeading(source))
      throw new CommandError(
        "--from: a desk works on it, or did when this copy was made. Stop the desk; after a crash, and for a copy, wait until its lease has run out.",
      );
    const before = await chainOf(source, "source");
    const moved = await to.database.transaction(async (target) => {
      const tables = await copyRows(source, target);
      const after = await chainOf(target, "target");
      if (after.head !== before.head) throw new CommandError("The two logs do not end alike");
      const isRestored = await settleIn(source, target, places);
      const author = { person: null, system: "cli", payerUid: null, correlationId: randomUUID() };
      await appendAudit(target, author, { action: "desk.moved", detail: { from: from.label, to: to.label } });
      // Before the target is whole: a failure from here on leaves at most a source that says it is gone.
      await putMovedTo(source, { at: instant(Date.now()), to: to.label });
      return { tables, rows: after.rows, head: after.head, isRestored };
    });
    isCopied = true;
    return moved;
  };
  try {
    return await from.database.transaction(move);
  } catch (error) {
    if (!isCopied) throw error;
    throw new SourceNotMarked(
      `The target is complete, but the source could not be marked as moved: never start a desk on ${from.label} again.`,
    );
  }
}
