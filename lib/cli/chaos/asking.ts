import type { Desk } from "@/lib/cli/chaos/desk";
import type { History } from "@/lib/cli/chaos/history";
import { currentSets } from "@/lib/db/queries/current-sets";
import { parseCodes } from "@/lib/db/queries/operations";
import { AppError } from "@/lib/domain/errors";
import { grouped } from "@/lib/domain/grouped";
import { instant, type RelationId } from "@/lib/domain/ids";
import { codesOn, readCodes } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { discardDraft } from "@/lib/services/changes/discard-draft";
import { setWanted, setWantedMany } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { checkNow } from "@/lib/services/members/check-now";

/** A code of a relation that somebody wants the other way round. */
export interface Wish {
  readonly relationId: RelationId;
  readonly code: PermissionCode;
}

export interface Applied {
  readonly changeSetId: string;
  readonly changes: number;
}

const triesAtMost = 3;

const changesIn = (draft: DraftView): number => draft.changes.reduce((sum, { count }) => sum + count, 0);

/** What a verb refuses, or a database that is busy, is counted and no more: people go on with something else. */
async function tolerated<T>(history: History, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    history.refusals.set(error.code, (history.refusals.get(error.code) ?? 0) + 1);
    return null;
  }
}

/** One box by itself, the same box of several members at once. */
async function tick(
  context: Context,
  wishes: readonly Wish[],
  isOn: (wish: Wish) => boolean,
): Promise<DraftView | null> {
  const [first] = wishes;
  if (!first) return null;
  const { relationId, code } = first;
  const wanted = !isOn(first);
  if (wishes.length === 1) return setWanted(context, { relationId, code, wanted });
  const of = { relationIds: wishes.map((wish) => wish.relationId) };
  return (await setWantedMany(context, { of, code, wanted })).draft;
}

/** Ticks the other side of each box and applies the draft, as a person does. Null where nothing came of it. */
export async function askFor(
  desk: Desk,
  context: Context,
  wishes: readonly Wish[],
  history: History,
): Promise<Applied | null> {
  const relationIds = [...new Set(wishes.map(({ relationId }) => relationId))];
  const sets = await currentSets(desk.database.read, desk.payer, relationIds);
  const isOn = ({ relationId, code }: Wish) =>
    codesOn(readCodes(sets.get(relationId) ?? [], [], instant(Date.now()))).includes(code);
  let draft: DraftView | null = null;
  for (const same of grouped(wishes, (wish) => `${wish.code} ${isOn(wish)}`).values())
    draft = (await tolerated(history, () => tick(context, same, isOn))) ?? draft;
  for (let tries = 0; draft && tries < triesAtMost; tries += 1) {
    const { id: changeSetId, hash: planHash } = draft;
    const changes = changesIn(draft);
    if (changes === 0) break;
    const input = { changeSetId, planHash, reason: "because the seed says so" };
    const applied = await tolerated(history, () => applyChangeSet(context, input));
    if (applied) return { changeSetId, changes };
    draft = await tolerated(history, () => currentDraft(context));
  }
  const left = draft;
  if (left) await tolerated(history, () => discardDraft(context, { changeSetId: left.id }));
  return null;
}

/** "Check now" on relations. */
export async function lookAt(desk: Desk, person: number, wishes: readonly Wish[], history: History): Promise<void> {
  const relationIds = wishes.map(({ relationId }) => relationId);
  await tolerated(history, () => checkNow(desk.asPerson(person), { relationIds }));
}

/** The work that is not settled, by relation: its codes where it only waits for its settle window, else null. */
export async function openWork(desk: Desk): Promise<ReadonlyMap<string, readonly PermissionCode[] | null>> {
  const rows = await desk.database.read
    .selectFrom("operation")
    .select(["relation_id", "state", "codes"])
    .where("payer_uid", "=", desk.payer)
    .where("state", "!=", "settled")
    .execute();
  const open = new Map<string, readonly PermissionCode[] | null>();
  for (const { relation_id, state, codes } of rows) {
    const known = open.get(relation_id);
    const isFree = state === "unsettled" && known !== null;
    open.set(relation_id, isFree ? [...(known ?? []), ...parseCodes(codes)] : null);
  }
  return open;
}
