import { accountOperationOf, isOperationInReach } from "@/lib/db/queries/account-operations";
import type { Instant } from "@/lib/domain/ids";
import type { AccountOperationSummary, AccountOperationsPage } from "@/lib/domain/views/account-operation";
import { progressOf } from "@/lib/services/account-operations/account-operation-view";
import { authorise, type Context, reachOf } from "@/lib/services/context";

const pageSize = 50;

/** The account's creates, links, unlinks and answered invitations, newest first. A page beyond the end is the last. */
export async function listAccountOperations(
  context: Context,
  input: { readonly page: number },
): Promise<AccountOperationsPage> {
  authorise(context, "member.read");
  const all = context.database.read
    .selectFrom("account_operation")
    .where("account_operation.payer_uid", "=", context.payer)
    .where(isOperationInReach(reachOf(context), context.actor.id));
  const counted = await all.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const total = Number(counted.total);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(Math.max(1, input.page), pages);
  const rows = await all
    .innerJoin("person", "person.id", "account_operation.person_id")
    .leftJoin("relation", (join) =>
      join
        .onRef("relation.payer_uid", "=", "account_operation.payer_uid")
        .onRef("relation.relation_id", "=", "account_operation.relation_id"),
    )
    .selectAll("account_operation")
    .select(["person.name as by", "relation.nickname as nickname", "relation.account_name as account_name"])
    .orderBy("account_operation.created_at", "desc")
    .orderBy("account_operation.id", "desc")
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  return {
    rows: rows.map((row): AccountOperationSummary => {
      const operation = accountOperationOf(row);
      const name = row.nickname || row.account_name || operation.link?.nickname || operation.memberUid;
      return {
        id: operation.id,
        kind: operation.kind,
        requestedBy: row.by,
        requestedAt: row.created_at as Instant,
        label: operation.maskedEmail ?? name ?? "",
        uid: operation.memberUid,
        relationId: operation.relationId,
        progress: progressOf(operation),
        outcome: operation.outcome,
        notSentReason: operation.notSentReason,
        locked: operation.state === "locked",
      };
    }),
    total,
    page,
    pages,
  };
}
