import { sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { Instant, Uid } from "@/lib/domain/ids";

interface Asked {
  readonly payer: Uid;
  /** The leader's; operations of another one are for whoever takes over. */
  readonly epoch: number;
  readonly now: Instant;
  /** Relations that are busy, or rest after a failure. */
  readonly resting: readonly string[];
  readonly most: number;
}

const due = (db: Queryable, { payer, epoch, now, resting, most }: Asked) =>
  db
    .selectFrom("operation")
    .selectAll()
    .where("operation.payer_uid", "=", payer)
    .where("operation.epoch", "in", [0, epoch])
    .where("operation.due_at", "<=", now)
    .$if(resting.length > 0, (query) => query.where("operation.relation_id", "not in", [...resting]))
    .limit(most);

/** Operations that are to be read now: what is under way first, then what waits for a later read. */
export const begunOperations = (db: Queryable, asked: Asked): Promise<readonly Schema["operation"][]> =>
  due(db, asked)
    .where("operation.state", "in", ["checking", "unsettled", "waiting_member"])
    .orderBy(sql`case operation.state when 'checking' then 0 else 1 end`)
    .orderBy("operation.due_at")
    .execute();

/**
 * Queued operations that may begin now, the first of each relation, in the order in which they were asked for.
 * `endingOnly`: those that end without being sent.
 */
export const queuedOperations = (
  db: Queryable,
  asked: Asked & { readonly endingOnly: boolean },
): Promise<readonly Schema["operation"][]> =>
  due(db, asked)
    // As the index of what is open says it, which therefore serves.
    .where("operation.state", "<>", sql.lit("settled"))
    .where("operation.state", "=", "queued")
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("operation as earlier")
            .select("earlier.id")
            .whereRef("earlier.payer_uid", "=", "operation.payer_uid")
            .whereRef("earlier.relation_id", "=", "operation.relation_id")
            .where("earlier.state", "=", "queued")
            .where((f) =>
              f(
                f.refTuple("earlier.created_at", "earlier.position"),
                "<",
                f.refTuple("operation.created_at", "operation.position"),
              ),
            ),
        ),
      ),
    )
    .$if(asked.endingOnly, (query) =>
      query.where((e) =>
        e.or([
          e("operation.expires_at", "<=", asked.now),
          e(
            "operation.change_set_id",
            "in",
            e.selectFrom("change_set").select("change_set.id").where("stopped_at", "is not", null),
          ),
        ]),
      ),
    )
    .orderBy("operation.created_at")
    .orderBy("operation.position")
    .execute();
