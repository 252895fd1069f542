import type { Queryable } from "@/lib/db/database";
import { isApprovalInReach, isForSecondPerson } from "@/lib/db/queries/approvals";
import { mutedKinds, webhookReader } from "@/lib/db/queries/notices";
import { payersOf, personById, rightsOf } from "@/lib/db/queries/people";
import { missedReversals } from "@/lib/db/queries/reversals";
import type { Reach } from "@/lib/db/queries/scope";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { NoticeFacts } from "@/lib/domain/notice";
import { everyMember, may } from "@/lib/domain/policy";

interface Asked {
  readonly payer: Uid;
  readonly reader: string;
  readonly facts: NoticeFacts;
  readonly at: Instant;
}

/** Whether a notice is still to be told to its reader when its turn comes, perhaps hours after it was found. */
export async function isStillSo(db: Queryable, { payer, reader, facts, at }: Asked): Promise<boolean> {
  if (facts.kind === "late") {
    const missed = await missedReversals(db, { payer, scope: everyMember }, at)
      .select("reversal.change_id")
      .where("reversal.change_set_id", "=", facts.changeSetId)
      .executeTakeFirst();
    if (!missed) return false;
  }
  const waits = (reach: Reach | null) =>
    db
      .selectFrom("approval")
      .select("id")
      .where("id", "=", facts.kind === "waiting" ? facts.approvalId : "")
      .where("status", "=", "waiting")
      .where("expires_at", ">", at)
      .$if(reach !== null, (query) =>
        query
          .where(isForSecondPerson(reader, at))
          .where(isApprovalInReach(reach ?? { payer, scope: everyMember }, reader)),
      )
      .executeTakeFirst();
  if (reader === webhookReader) return facts.kind !== "waiting" || (await waits(null)) !== undefined;
  const person = await personById(db, reader);
  if (!person || person.disabledAt !== null) return false;
  if (facts.kind !== "test" && (await mutedKinds(db, reader)).includes(facts.kind)) return false;
  const { roles, scope } = await rightsOf(db, reader);
  const rights = { roles: new Set(roles), payers: await payersOf(db, reader), scope };
  if (facts.kind !== "waiting") return may(rights, facts.kind === "drift" ? "member.check" : "member.read", payer);
  const decides = facts.about === "rights" ? [...rights.payers] : [payer];
  return (
    decides.some((account) => may(rights, "approval.decide", account)) && (await waits({ payer, scope })) !== undefined
  );
}
