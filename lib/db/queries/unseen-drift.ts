import type { Queryable } from "@/lib/db/database";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Instant } from "@/lib/domain/ids";

/** Differences that nothing of ours explains and that nobody has marked as seen. */
export const unseenDrift = (db: Queryable, reach: Reach, since: Instant) =>
  db
    .selectFrom("drift")
    .leftJoin("drift_seen", (join) =>
      join
        .onRef("drift_seen.payer_uid", "=", "drift.payer_uid")
        .onRef("drift_seen.relation_id", "=", "drift.relation_id"),
    )
    .where("drift.payer_uid", "=", reach.payer)
    .where(isIdInScope(reach, "drift.relation_id"))
    .where("drift.found_at", ">=", since)
    .where((e) => e.or([e("drift_seen.seen_at", "is", null), e("drift.found_at", ">", e.ref("drift_seen.seen_at"))]));
