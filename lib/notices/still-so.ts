import type { Queryable } from "@/lib/db/database";
import { isForSecondPerson } from "@/lib/db/queries/approvals";
import { mutedKinds, webhookReader } from "@/lib/db/queries/notices";
import { payersOf, personById, rightsOf } from "@/lib/db/queries/people";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { NoticeFacts } from "@/lib/domain/notice";
import { may } from "@/lib/domain/policy";

interface Asked {
  readonly payer: Uid;
  readonly reader: string;
  readonly facts: NoticeFacts;
  readonly at: Instant;
}

/** Whether a notice is still to be told to its reader when its turn comes, perhaps hours after it was found. */
export async function isStillSo(db: Queryable, { payer, reader, facts, at }: Asked): Promise<boolean> {
  if (facts.kind === "waiting") {
    const waits = await db
      .selectFrom("approval")
      .select("id")
      .where("id", "=", facts.approvalId)
      .where("status", "=", "waiting")
      .where("expires_at", ">", at)
      .$if(reader !== webhookReader, (query) => query.where(isForSecondPerson(reader, at)))
      .executeTakeFirst();
    if (!waits) return false;
  }
  if (reader === webhookReader) return true;
  const person = await personById(db, reader);
  if (!person || person.disabledAt !== null) return false;
  if (facts.kind !== "test" && (await mutedKinds(db, reader)).includes(facts.kind)) return false;
  const { roles, scope } = await rightsOf(db, reader);
  const rights = { roles: new Set(roles), payers: await payersOf(db, reader), scope };
  return may(rights, facts.kind === "waiting" ? "approval.decide" : "member.read", payer);
}
