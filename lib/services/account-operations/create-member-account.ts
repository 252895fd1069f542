import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { capabilityOf } from "@/lib/db/queries/capabilities";
import { AppError } from "@/lib/domain/errors";
import { canonicalEmail, maskedEmail, tidied, withMaskedEmail, wrongFields } from "@/lib/domain/new-account";
import type { NewAccount } from "@/lib/domain/views/account-operation";
import { reasonOf, requestOperation, requireWrites } from "@/lib/services/account-operations/request-operation";
import { emailDigest, openAccount, sealAccount } from "@/lib/services/account-operations/sealed-account";
import { authorise, type Context } from "@/lib/services/context";

/**
 * Whether a create of this address is under way, or ended without anybody knowing how, on whichever account: Alibaba
 * Cloud gives an address to one of them. Of one that was sealed under another NEXTAUTH_SECRET only the masked address
 * tells: it locks all that look like it.
 */
async function isLocked(tx: Tx, email: string): Promise<boolean> {
  const digest = emailDigest(email);
  const masked = maskedEmail(canonicalEmail(email));
  const open = await tx
    .selectFrom("account_operation")
    .select(["id", "sealed", "masked_email", "email_digest"])
    .where("kind", "=", "create")
    .where((e) => e.or([e("state", "<>", "settled"), e("outcome", "=", "not_confirmed")]))
    .execute();
  return open.some(
    ({ id, sealed, masked_email, email_digest }) =>
      email_digest === digest ||
      (sealed !== null && openAccount(sealed, id) === null && canonicalEmail(masked_email ?? "") === masked),
  );
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
  const reason = withMaskedEmail(reasonOf(input.reason), account.loginEmail);
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
    if (await isLocked(tx, account.loginEmail)) throw new AppError("email_locked");
    await requestOperation(tx, context, { id, kind: "create", reason, terms: {}, secret });
  });
  context.wake();
  return { operationId: id };
}
