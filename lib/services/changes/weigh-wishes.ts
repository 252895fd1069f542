import { setImmediate } from "node:timers/promises";
import type { Queryable } from "@/lib/db/database";
import { type RelationFacts, relationFactsOf } from "@/lib/db/queries/relation-facts";
import type { Reach } from "@/lib/db/queries/scope";
import { codeBlock } from "@/lib/domain/blocks";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { type CodeStatus, readCodes } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { basisDigest } from "@/lib/domain/plan-hash";
import type { BlockReason } from "@/lib/domain/views/member";
import { expectationOf } from "@/lib/services/changes/relation-plan";

/** What codes of a relation are wanted to be: on or off. */
export type Wishes = ReadonlyMap<RelationId, ReadonlyMap<PermissionCode, boolean>>;

/** What comes of a wish as things stand: a change, nothing since it is so, or nothing since the box cannot be ticked. */
export interface WeighedWish {
  readonly code: PermissionCode;
  readonly on: boolean;
  readonly status: CodeStatus;
  readonly verdict: "change" | "already_so" | "blocked";
  readonly reason: BlockReason | null;
}

/** The wishes about one relation. `basis`: the digest of what is observed of it now. */
export interface WeighedRelation {
  readonly facts: RelationFacts;
  readonly basis: string;
  readonly wishes: readonly WeighedWish[];
}

/** So many relations are weighed before other work goes on. */
const breath = 100;

/** Weighs wishes against what is observed now. A relation that is not within reach has no entry. */
export async function weighWishes(
  db: Queryable,
  reach: Reach,
  wishes: Wishes,
  at: Instant,
): Promise<ReadonlyMap<RelationId, WeighedRelation>> {
  const allFacts = await relationFactsOf(db, reach, [...wishes.keys()]);
  const weighed = new Map<RelationId, WeighedRelation>();
  let count = 0;
  for (const [relationId, facts] of allFacts) {
    const observed = readCodes(facts.rows, facts.aliases, at);
    weighed.set(relationId, {
      facts,
      basis: basisDigest(expectationOf(reach.payer, facts, observed, at), facts.account.alias_version),
      wishes: [...(wishes.get(relationId) ?? [])].map(([code, on]) => {
        // What was never read is as unknown as what an unmapped code clouds: nobody can say that it is off already.
        const status = facts.block.everRead ? observed.codes[code].status : "unknown";
        if (status !== "unknown" && on === (status === "on"))
          return { code, on, status, verdict: "already_so", reason: null };
        const block = codeBlock(facts.block, code, status, at);
        return { code, on, status, verdict: block ? "blocked" : "change", reason: block?.reason ?? null };
      }),
    });
    count += 1;
    if (count % breath === 0) await setImmediate();
  }
  return weighed;
}
