import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Tx } from "@/lib/db/database";
import { type Draft, draftOf, keepBasis, raiseVersion } from "@/lib/db/queries/drafts";
import { runForRows } from "@/lib/db/queries/many-rows";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { type WeighedRelation, type WeighedWish, type Wishes, weighWishes } from "@/lib/services/changes/weigh-wishes";
import { type Context, reachOf } from "@/lib/services/context";

/** How many of the wishes came to what. */
export interface Filled {
  /** The person's draft; null when there was none and nothing is to be changed. */
  readonly changeSetId: string | null;
  /** They stand in the draft now. */
  readonly noted: number;
  /** It is so already: nothing is noted, and what stood in the draft against it is taken out. */
  readonly alreadySo: number;
  /** Boxes that cannot be ticked now. */
  readonly blocked: number;
}

/** One change as it is to stand in the draft; null: none any more. */
interface Note {
  readonly relationId: RelationId;
  readonly code: PermissionCode;
  readonly wanted: boolean | null;
}

/**
 * Notes wishes in the person's draft, on what is observed of each relation now: the person has just looked at it, or
 * asks for what stood in a plan of before. Throws `not_found` for a relation that is not theirs.
 */
export async function fillDraft(tx: Tx, context: Context, wishes: Wishes): Promise<Filled> {
  const weighed = await weighWishes(tx, reachOf(context), wishes, instant(context.now()));
  if (weighed.size < wishes.size) throw new AppError("not_found");
  return noteWeighed(tx, context, weighed);
}

/** The same for wishes that have been weighed in this transaction. */
export async function noteWeighed(
  tx: Tx,
  context: Context,
  weighed: ReadonlyMap<RelationId, WeighedRelation>,
): Promise<Filled> {
  const { payer, actor } = context;
  const existing = await draftOf(tx, payer, actor.id);
  const count = { noted: 0, alreadySo: 0, blocked: 0 };
  const notes: Note[] = [];
  const seen = new Map<RelationId, string>();
  for (const [relationId, { basis, wishes }] of weighed)
    for (const { code, on, verdict } of wishes) {
      const noted = existing?.wanted.get(relationId)?.get(code);
      // The opposite of what stands in the draft takes that back, whatever can be ticked now.
      const isTakenBack = noted !== undefined && (verdict === "already_so" || (verdict === "blocked" && noted !== on));
      count[isTakenBack ? "alreadySo" : counted[verdict]] += 1;
      if (verdict !== "change" && !isTakenBack) continue;
      notes.push({ relationId, code, wanted: verdict === "change" ? on : null });
      if (isSeenWhole(existing, relationId, basis, wishes)) seen.set(relationId, basis);
    }
  if (notes.length === 0) return { changeSetId: existing?.row.id ?? null, ...count };
  const changeSetId = existing?.row.id ?? (await openDraft(tx, context, instant(context.now())));
  await putDown(tx, changeSetId, payer, notes);
  await keepBasis(tx, changeSetId, seen);
  await raiseVersion(tx, changeSetId);
  return { changeSetId, ...count };
}

/**
 * Whether the draft's relation stands on what is observed now. One that has changed since it was ticked stays stale for
 * its other codes' sake: those nobody has looked at anew.
 */
function isSeenWhole(
  draft: Draft | null,
  relationId: RelationId,
  basis: string,
  wishes: readonly WeighedWish[],
): boolean {
  const others = [...(draft?.wanted.get(relationId)?.keys() ?? [])].filter(
    (code) => !wishes.some((wish) => wish.code === code),
  );
  return others.length === 0 || (draft?.basis.get(relationId) ?? basis) === basis;
}

const counted = { change: "noted", already_so: "alreadySo", blocked: "blocked" } as const;

async function openDraft(tx: Tx, { payer, actor }: Context, at: Instant): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto("change_set")
    .values({
      id,
      payer_uid: payer,
      purpose: "change",
      status: "draft",
      person_id: actor.id,
      reason: "",
      plan_hash: null,
      created_at: at,
      applied_at: null,
      stopped_at: null,
      correlation_id: null,
      version: 0,
      approval_id: null,
      until: null,
      stop_reason: null,
    })
    .execute();
  return id;
}

/** Below every engine's bound of parameters. */
const deletedAtOnce = 500;

/** Puts changes in place of whatever the draft has for their codes. */
async function putDown(tx: Tx, changeSetId: string, payer: string, notes: readonly Note[]): Promise<void> {
  for (const code of permissionCodes) {
    const relationIds = notes.filter((note) => note.code === code).map(({ relationId }) => relationId);
    for (let from = 0; from < relationIds.length; from += deletedAtOnce) {
      await setImmediate();
      await tx
        .deleteFrom("change")
        .where("change_set_id", "=", changeSetId)
        .where("code", "=", code)
        .where("relation_id", "in", relationIds.slice(from, from + deletedAtOnce))
        .execute();
    }
  }
  const rows = notes.flatMap(({ relationId, code, wanted }) =>
    wanted === null
      ? []
      : [
          {
            id: randomUUID(),
            change_set_id: changeSetId,
            payer_uid: payer,
            relation_id: relationId,
            code,
            direction: wanted ? "add" : "remove",
            operation_id: null,
            outcome: null,
            reason: null,
            read_at: null,
            cause_proven: 0,
            after: null,
          },
        ],
  );
  await runForRows(tx, "note changes", rows, (some) => tx.insertInto("change").values(some));
}
