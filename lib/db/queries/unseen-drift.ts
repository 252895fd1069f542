import type { Queryable } from "@/lib/db/database";
import type { Instant, Uid } from "@/lib/domain/ids";

/** Differences that nothing of ours explains and that nobody has marked as seen. */
export const unseenDrift = (db: Queryable, payer: Uid, since: Instant) =>
  db
    .selectFrom("drift")
    .leftJoin("drift_seen", (join) =>
      join
        .onRef("drift_seen.payer_uid", "=", "drift.payer_uid")
        .onRef("drift_seen.relation_id", "=", "drift.relation_id"),
    )
    .where("drift.payer_uid", "=", payer)
    .where("drift.found_at", ">=", since)
    .where((e) => e.or([e("drift_seen.seen_at", "is", null), e("drift.found_at", ">", e.ref("drift_seen.seen_at"))]));
