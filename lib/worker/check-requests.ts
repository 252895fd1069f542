import "server-only";
import { closeCheckRequests, pendingChecks } from "@/lib/db/queries/check-requests";
import { accountGeneration } from "@/lib/db/queries/sweeps";
import { onSignal, raise, waitForSignal } from "@/lib/db/signal";
import type { RelationId } from "@/lib/domain/ids";
import { failureOf, scopeOf } from "@/lib/worker/read-failure";
import { recordPermissionRead, recordReadFailure } from "@/lib/worker/record-read";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";

const lookEveryMs = 250;

/** Serves "Check now" ahead of the sweep, each relation once for all who asked before its read began; until aborted. */
export async function serveCheckRequests(terms: SweeperTerms): Promise<void> {
  const { database, payer, env, abort, isLeader, logger } = terms;
  const serving = new Map<RelationId, Promise<void>>();
  let isIdle = true;
  const stopListening = onSignal("wake", () => {
    isIdle = false;
  });
  try {
    while (!abort.aborted) {
      isIdle = true;
      const room = env.concurrency - serving.size;
      if (isLeader() && room > 0) {
        const pending = await pendingChecks(database.read, payer, [...serving.keys()], room).catch((error: unknown) => {
          logger.error({ err: error }, "the checks that are asked for cannot be read");
          return new Map<RelationId, readonly string[]>();
        });
        for (const [relationId, requestIds] of pending) {
          const served = serve(terms, relationId, requestIds)
            .catch((error: unknown) => logger.error({ err: error, relationId }, "a check could not be recorded"))
            .finally(() => {
              serving.delete(relationId);
              raise("wake");
            });
          serving.set(relationId, served);
        }
      }
      if (isIdle) await waitForSignal("wake", lookEveryMs, abort);
    }
  } finally {
    stopListening();
  }
  await Promise.all(serving.values());
}

async function serve(terms: SweeperTerms, relationId: RelationId, requestIds: readonly string[]): Promise<void> {
  const { database, gateway, payer, env, abort } = terms;
  const generation = await accountGeneration(database.read, payer);
  const answer = await gateway.queryPermissionList(relationId, { priority: "person", signal: abort });
  if (answer.kind !== "accepted" && scopeOf(answer, "permissions") === "cancelled") return;
  await database.transaction(async (tx) => {
    const { evidence } = answer;
    const failure = answer.kind === "accepted" ? null : failureOf(answer);
    if (answer.kind === "accepted")
      await recordPermissionRead(
        tx,
        payer,
        { relationId, answer: answer.value, evidence, generation, cause: "check_now", operationId: null },
        env,
      );
    if (failure) await recordReadFailure(tx, payer, relationId, { ...failure, at: evidence.beganAt });
    await closeCheckRequests(tx, payer, relationId, {
      requestIds,
      askedUntil: evidence.beganAt,
      doneAt: evidence.endedAt,
      errorCode: failure?.code ?? null,
    });
  });
  raise("changed");
}
