import type { Tx } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import type { Operation } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { instant } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { recordOutcome, touchChangeSet } from "@/lib/services/changes/record-outcome";
import { advanceCalibration } from "@/lib/worker/advance-calibration";
import type { OutcomeTerms } from "@/lib/worker/executor-context";
import { authorOfOperation, moveOperation, raiseGeneration } from "@/lib/worker/move-operation";
import type { OperationFacts } from "@/lib/worker/operation-facts";
import { type DecidingRead, isUndecided, type Verdict } from "@/lib/worker/verdict";

/** Gives changes of an operation their outcome. A change that has this outcome already is left as it is. */
export async function giveOutcomes(
  tx: Tx,
  context: OutcomeTerms,
  operation: Operation,
  verdicts: ReadonlyMap<Schema["change"], Verdict>,
  read: DecidingRead | null,
): Promise<AuditAuthor> {
  const author = await authorOfOperation(tx, context, operation);
  for (const [change, verdict] of verdicts) {
    if (change.outcome === verdict.outcome) continue;
    await recordOutcome(tx, author, {
      changeId: change.id,
      changeSetId: operation.changeSetId,
      operationId: operation.id,
      outcome: verdict.outcome,
      reason: verdict.reason ?? null,
      readAt: read?.beganAt ?? null,
      causeProven: verdict.causeProven ?? false,
      after: read?.reading.on ?? null,
      at: instant(context.now()),
    });
  }
  return author;
}

/** Ends an operation: each undecided change gets the verdict of its code, and the relation a new generation. */
export async function settleOperation(
  tx: Tx,
  context: OutcomeTerms,
  operation: Operation,
  facts: OperationFacts,
  verdictOf: (code: PermissionCode) => Verdict,
  read: DecidingRead | null,
): Promise<void> {
  const verdicts = new Map(
    facts.changes.filter(isUndecided).flatMap((change): [Schema["change"], Verdict][] => {
      const code = operation.codes.find((candidate) => candidate === change.code);
      return code ? [[change, verdictOf(code)]] : [];
    }),
  );
  const author = await giveOutcomes(tx, context, operation, verdicts, read);
  await moveOperation(tx, operation, "settled", { settled_at: instant(context.now()), waiting: null });
  await raiseGeneration(tx, context.payer, operation.relationId);
  await tx
    .updateTable("relation")
    .set({ changed_at: instant(context.now()) })
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", operation.relationId)
    .where((e) => e.val([...verdicts.values()].some(({ outcome }) => outcome === "verified") ? 1 : 0), "=", 1)
    .execute();
  if (facts.set.purpose === "calibration")
    await advanceCalibration(tx, context, author, operation, [...verdicts.values()], read?.reading ?? null);
  await touchChangeSet(tx, operation.changeSetId);
}
