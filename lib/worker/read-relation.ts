import type { Answer, Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { accountGeneration } from "@/lib/db/queries/sweeps";
import { instant } from "@/lib/domain/ids";
import { type Reading, readingOf } from "@/lib/domain/read-back";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { type PermissionRead, recordPermissionRead } from "@/lib/worker/record-read";

/** An answer of QueryPermissionList with the generation under which it was asked for. */
export interface Asked {
  readonly answer: Answer<PermissionAnswer>;
  readonly generation: number;
}

/** Asks for the permissions of an operation's relation, ahead of the sweep. */
export async function askPermissions(
  context: ExecutorContext,
  operation: Pick<Operation, "relationId">,
  retry: boolean,
): Promise<Asked> {
  const generation = await accountGeneration(context.database.read, context.payer);
  const answer = await context.gateway.queryPermissionList(operation.relationId, {
    priority: "write",
    signal: context.abort,
    retry,
  });
  return { answer, generation };
}

/** What a read means, and whether it is the relation's current set: one that is late or contradicts a proof is not. */
export interface TakenReading {
  readonly reading: Reading;
  readonly current: boolean;
}

/** Stores an accepted answer as an observation and gives what it means, in the words of a plan. */
export async function takeReading(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  asked: { readonly value: PermissionAnswer; readonly evidence: Evidence; readonly generation: number },
  cause: PermissionRead["cause"],
): Promise<TakenReading> {
  const { current } = await recordPermissionRead(
    tx,
    context.payer,
    {
      relationId: operation.relationId,
      answer: asked.value,
      evidence: asked.evidence,
      generation: asked.generation,
      cause,
      operationId: operation.id,
    },
    { visibilityLagMs: context.settings.visibilityLagMs },
  );
  const aliases = await activeAliases(tx, context.payer);
  const reading = readingOf({ ...asked.value, relationId: operation.relationId }, aliases, instant(context.now()));
  return { reading, current };
}
