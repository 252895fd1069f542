import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { capabilityOf } from "@/lib/db/queries/capabilities";
import { AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import { maskedEmail, tidied, wrongFields } from "@/lib/domain/new-account";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import { reasonOf, requestOperation, requireWrites } from "@/lib/services/account-operations/request-operation";
import { emailDigest, sealAccount } from "@/lib/services/account-operations/sealed-account";
import { authorise, type Context } from "@/lib/services/context";

/** Whether a create of this address is under way, or ended without anybody knowing how. */
async function isLocked(tx: Tx, payer: Uid, digest: string): Promise<boolean> {
  const other = await tx
    .selectFrom("account_operation")
    .select("id")
    .where("payer_uid", "=", payer)
    .where("email_digest", "=", digest)
    .where((e) => e.or([e("state", "<>", "settled"), e("outcome", "=", "not_confirmed")]))
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * Asks for a new member account (upstream: CreateAgAccount, sent by the executor, never here). There is no undo.
 * `confirmation` is the LoginEmail typed again. Throws `bad_input` with the fields that are wrong (`tryAgain` when
 * upstream refused this operation to the account before and nobody asked to try again), `email_locked` while it is
 * not known how an earlier create of that address ended, `writes_off`.
 */
export async function createMemberAccount(
  context: Context,
  input: {
    readonly account: NewAccount;
    readonly confirmation: string;
    readonly reason: string;
    readonly tryAgain: boolean;
  },
): Promise<{ operationId: string }> {
  authorise(context, "member.create");
  const account = tidied(input.account);
  const wrong: string[] = [...wrongFields(account)];
  if (input.confirmation.trim() !== account.loginEmail) wrong.push("confirmation");
  if (wrong.length > 0) throw new AppError("bad_input", wrong);
  const reason = reasonOf(input.reason);
  const id = randomUUID();
  const secret = {
    sealed: sealAccount(account, id),
    maskedEmail: maskedEmail(account.loginEmail),
    emailDigest: emailDigest(account.loginEmail),
  };
  await context.database.transaction(async (tx) => {
    await requireWrites(tx, context.payer);
    const capability = await capabilityOf(tx, context.payer, "CreateAgAccount");
    if (capability?.state === "refused" && !input.tryAgain) throw new AppError("bad_input", ["tryAgain"]);
    if (await isLocked(tx, context.payer, secret.emailDigest)) throw new AppError("email_locked");
    await requestOperation(tx, context, { id, kind: "create", reason, terms: {}, secret });
  });
  context.wake();
  return { operationId: id };
}
