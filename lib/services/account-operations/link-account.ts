import type { Tx } from "@/lib/db/database";
import { AppError } from "@/lib/domain/errors";
import { parseUid, type Uid } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { isStateInEffect } from "@/lib/domain/relation-state";
import type { LinkGrant } from "@/lib/domain/views/account-operation";
import { reasonOf, requestOperation, requireWrites } from "@/lib/services/account-operations/request-operation";
import { authorise, type Context } from "@/lib/services/context";

/** AddAccountRelation, "ChildNick": no limit is documented; this bounds what is kept. */
const longestNickname = 64;

/** Throws where the account is linked as a member as the list knows it or has an open invitation, or a link of it is not settled. */
async function requireFree(tx: Tx, payer: Uid, member: Uid): Promise<void> {
  const relations = await tx
    .selectFrom("relation")
    .select("state")
    .where("payer_uid", "=", payer)
    .where("account_id", "=", member)
    .where("counterpart", "<>", "MASTER")
    .where("gone_at", "is", null)
    .execute();
  if (relations.some(({ state }) => isStateInEffect(state) || state === "CONFIRMING" || state === "INITIAL"))
    throw new AppError("already_linked");
  const open = await tx
    .selectFrom("account_operation")
    .select("id")
    .where("payer_uid", "=", payer)
    .where("kind", "=", "link")
    .where("member_uid", "=", member)
    .where("state", "<>", "settled")
    .executeTakeFirst();
  if (open) throw new AppError("link_open");
}

/**
 * Asks for a link to an account that exists (upstream: AddAccountRelation, sent by the executor, never here). The same
 * real-name enterprise is linked at once; another one gets an invitation. Throws `bad_input` (memberUid, nickname,
 * grant, reason), `already_linked`, `link_open`, `writes_off`.
 */
export async function linkAccount(
  context: Context,
  input: {
    readonly memberUid: string;
    readonly nickname: string | null;
    readonly grant: LinkGrant;
    readonly reason: string;
  },
): Promise<{ operationId: string }> {
  authorise(context, "member.link");
  const member = parseUid(input.memberUid.trim());
  const nickname = input.nickname?.trim() || null;
  const wrong: string[] = [];
  if (!member || member === context.payer) wrong.push("memberUid");
  if (nickname !== null && [...nickname].length > longestNickname) wrong.push("nickname");
  // AddAccountRelation: codes and roles "can not be null at the same time".
  if (input.grant.kind === "permissions" && input.grant.codes.length === 0) wrong.push("grant");
  if (!member || wrong.length > 0) throw new AppError("bad_input", wrong);
  const reason = reasonOf(input.reason);
  const { grant } = input;
  const codes = grant.kind === "permissions" ? permissionCodes.filter((code) => grant.codes.includes(code)) : [];
  const terms = { nickname, grant: grant.kind === "permissions" ? { kind: grant.kind, codes } : grant };
  const operationId = await context.database.transaction(async (tx) => {
    await requireWrites(tx, context.payer);
    await requireFree(tx, context.payer, member);
    return requestOperation(tx, context, { kind: "link", reason, memberUid: member, terms });
  });
  context.wake();
  return { operationId };
}
