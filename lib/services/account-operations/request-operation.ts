import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { insertAccountOperation } from "@/lib/db/queries/account-operations";
import { accountRow } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import type { AccountOperationKind } from "@/lib/domain/account-operation";
import { AppError } from "@/lib/domain/errors";
import { instant, later, type RelationId, type Uid } from "@/lib/domain/ids";
import type { SecondPersonAct } from "@/lib/domain/second-person";
import { askSecondPerson, isSecondPersonWanted } from "@/lib/services/approvals/ask-second-person";
import { authorOf, type Context } from "@/lib/services/context";

/** Queued work that nothing sends for this long ends `not_sent: expired` (rule 11). */
export const accountOperationExpiresMs = 24 * 3_600_000;

/** Which act of the policy each kind is. */
const actOf: Readonly<Record<AccountOperationKind, SecondPersonAct>> = {
  create: "create",
  link: "link",
  unlink: "unlink",
  cancel: "invitation",
  accept: "invitation",
  decline: "invitation",
};

interface Wanted {
  readonly id?: string;
  readonly kind: AccountOperationKind;
  readonly reason: string;
  readonly relationId?: RelationId;
  readonly memberUid?: Uid;
  /** Nothing personal: it is stored and logged as it is. */
  readonly terms: Readonly<Record<string, unknown>>;
  readonly secret?: { readonly sealed: string; readonly maskedEmail: string; readonly emailDigest: string };
}

/** The reason as it is kept. Throws `bad_input` when there is none. */
export function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason === "" || reason.length > 1_000) throw new AppError("bad_input", ["reason"]);
  return reason;
}

/** Throws `writes_off` unless writes are on for the account. */
export async function requireWrites(tx: Tx, payer: Uid): Promise<void> {
  if ((await accountRow(tx, payer))?.writes_on !== 1) throw new AppError("writes_off");
}

/**
 * Puts an account operation on the executor's list, with the log's row; where the account wants a second person for it,
 * before them instead. Gives its id.
 */
export async function requestOperation(tx: Tx, context: Context, wanted: Wanted): Promise<string> {
  const { id = randomUUID(), kind, reason, relationId, memberUid, terms, secret } = wanted;
  const at = instant(context.now());
  const approvalId = (await isSecondPersonWanted(tx, context, actOf[kind]))
    ? await askSecondPerson(tx, context, { kind: "account_operation", subjectId: id, payload: { act: kind }, reason })
    : null;
  await insertAccountOperation(tx, {
    id,
    payer_uid: context.payer,
    kind,
    person_id: context.actor.id,
    reason,
    correlation_id: context.correlationId,
    relation_id: relationId ?? null,
    member_uid: memberUid ?? null,
    terms: JSON.stringify(terms),
    sealed: secret?.sealed ?? null,
    masked_email: secret?.maskedEmail ?? null,
    email_digest: secret?.emailDigest ?? null,
    request_id: randomUUID(),
    created_at: at,
    expires_at: later(at, accountOperationExpiresMs),
    approval_id: approvalId,
  });
  await appendAudit(tx, authorOf(context), {
    action: "account_operation.requested",
    entity: `account_operation:${id}`,
    detail: {
      kind,
      reason,
      ...(relationId ? { relationId } : {}),
      ...(memberUid ? { memberUid } : {}),
      ...(secret ? { maskedEmail: secret.maskedEmail, emailDigest: secret.emailDigest } : {}),
      ...terms,
      secondPerson: approvalId ?? "off",
    },
  });
  return id;
}
