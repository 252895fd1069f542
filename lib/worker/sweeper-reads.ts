import "server-only";
import type { Unaccepted } from "@/lib/bss/answer";
import { countFreshReads, dueReads } from "@/lib/db/queries/due-reads";
import { restorationOf } from "@/lib/db/queries/instance";
import { updateSweep } from "@/lib/db/queries/sweeps";
import { instant } from "@/lib/domain/ids";
import { scopeOf } from "@/lib/worker/read-failure";
import { createRecorder } from "@/lib/worker/sweeper-recorder";
import { assertMayAsk, Interrupted, type SweeperTerms } from "@/lib/worker/sweeper-terms";

/** So many reads in a row without an answer say that the next would have none either. A key without rights says it at once. */
const giveUpAfter = 20;

/**
 * Reads the permissions of every relation that is due. Gives the failure that ended it early; `null`: it went
 * through, or the next list was due first and the rest goes on after it. Throws `Interrupted`, or what storage threw.
 */
export async function readDuePermissions(terms: SweeperTerms, sweepId: string): Promise<Unaccepted | null> {
  const { database, gateway, payer, env, now, abort } = terms;
  const fresh = instant(now() - env.permissionsEveryMs);
  // What a restored database says was read before it was restored is read anew, all of it (rule 12).
  const restoredAt = (await restorationOf(database.read, payer))?.at ?? fresh;
  const readBefore = restoredAt > fresh ? restoredAt : fresh;
  const due = await dueReads(database.read, payer, readBefore);
  const freshReads = await countFreshReads(database.read, payer, readBefore);
  await database.transaction((tx) =>
    updateSweep(tx, sweepId, {
      listed_at: instant(now()),
      permissions_fresh: freshReads,
      permissions_due: due.length,
    }),
  );
  const recorder = await createRecorder(terms, sweepId);
  const until = now() + env.listEveryMs;
  const queue = due.values();
  let end: { readonly thrown: unknown } | { readonly failed: Unaccepted } | null = null;
  let failuresInARow = 0;

  async function read(): Promise<void> {
    for (const relationId of queue) {
      if (end || now() >= until) return;
      assertMayAsk(terms);
      const generation = recorder.generation();
      const answer = await gateway.queryPermissionList(relationId, { priority: "sweep", signal: abort });
      const scope = answer.kind === "accepted" ? null : scopeOf(answer, "permissions");
      if (scope === "cancelled") throw new Interrupted();
      if (scope === null) failuresInARow = 0;
      if (scope === "upstream") failuresInARow += 1;
      await recorder.add({ relationId, answer, generation });
      const isHopeless = scope === "account" || failuresInARow >= giveUpAfter;
      if (answer.kind !== "accepted" && isHopeless) end ??= { failed: answer };
    }
  }

  const readers = Array.from({ length: env.concurrency }, () =>
    read().catch((thrown: unknown) => {
      end = { thrown };
    }),
  );
  await Promise.all(readers);
  await recorder.finish();
  return outcomeOf(end);
}

function outcomeOf(end: { readonly thrown: unknown } | { readonly failed: Unaccepted } | null): Unaccepted | null {
  if (end === null) return null;
  if ("thrown" in end) throw end.thrown;
  return end.failed;
}
