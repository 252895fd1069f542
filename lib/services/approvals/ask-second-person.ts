import { createHash, randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { insertApproval, secondPersonPolicy } from "@/lib/db/queries/approvals";
import { appendAudit } from "@/lib/db/queries/audit";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { AppError } from "@/lib/domain/errors";
import { instant, later } from "@/lib/domain/ids";
import { approvalWaitsMs, type SecondPersonAct, wantsSecondPerson } from "@/lib/domain/second-person";
import type { ApprovalKind } from "@/lib/domain/views/approval";
import { authorOf, type Context } from "@/lib/services/context";

/** Whether an act wants a second person on the context's account. */
export async function isSecondPersonWanted(tx: Tx, context: Context, act: SecondPersonAct): Promise<boolean> {
  return wantsSecondPerson(await secondPersonPolicy(tx, context.payer), act);
}

export interface Asked {
  readonly id?: string;
  readonly kind: ApprovalKind;
  readonly subjectId: string | null;
  /** What is to be done, by kind: JSON without anything personal. */
  readonly payload: unknown;
  readonly reason: string;
  /** Of a change set: each relation with the hash of its plan. */
  readonly relations?: readonly { readonly relationId: string; readonly hash: string }[];
}

/**
 * Keeps a request for a second person, with the log's row. Gives its id. Throws `already_asked` while the same is waiting.
 */
export async function askSecondPerson(tx: Tx, context: Context, asked: Asked): Promise<string> {
  const { id = randomUUID(), kind, subjectId, payload, reason, relations = [] } = asked;
  const body = canonicalJson({ kind, subjectId, payload });
  const hash = createHash("sha256").update(body).digest("hex");
  const same = await tx
    .selectFrom("approval")
    .select("id")
    // Rights reach over all accounts, and so does a request for them.
    .where((e) => e.or([e("payer_uid", "=", context.payer), e("kind", "=", "rights")]))
    .where("status", "=", "waiting")
    .where("hash", "=", hash)
    .executeTakeFirst();
  if (same) throw new AppError("already_asked");
  const at = instant(context.now());
  await insertApproval(
    tx,
    {
      id,
      payer_uid: context.payer,
      kind,
      subject_id: subjectId,
      payload: JSON.stringify(payload),
      hash,
      requested_by: context.actor.id,
      reason,
      requested_at: at,
      expires_at: later(at, approvalWaitsMs),
      correlation_id: context.correlationId,
    },
    relations,
  );
  await appendAudit(tx, authorOf(context), {
    action: "approval.requested",
    entity: `approval:${id}`,
    detail: { kind, subjectId, reason, hash },
  });
  return id;
}
