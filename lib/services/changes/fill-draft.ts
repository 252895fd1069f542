import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { draftOf } from "@/lib/db/queries/drafts";
import { relationFacts } from "@/lib/db/queries/relation-facts";
import { codeBlock } from "@/lib/domain/blocks";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import { readCodes } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { basisDigest } from "@/lib/domain/plan-hash";
import { expectationOf } from "@/lib/services/changes/relation-plan";
import type { Context } from "@/lib/services/context";

/** What codes of a relation are wanted to be: on or off. */
export type Wishes = ReadonlyMap<RelationId, ReadonlyMap<PermissionCode, boolean>>;

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

/**
 * Notes wishes in the person's draft, on what is observed of each relation now: the person has just looked at it, or
 * asks for what stood in a plan of before. Throws `not_found` for a relation of another account.
 */
export async function fillDraft(tx: Tx, context: Context, wishes: Wishes): Promise<Filled> {
  const { payer, actor } = context;
  const at = instant(context.now());
  const existing = await draftOf(tx, payer, actor.id);
  const basis: Record<string, string> = { ...existing?.basis };
  let changeSetId = existing?.row.id ?? null;
  const count = { noted: 0, alreadySo: 0, blocked: 0 };
  for (const [relationId, wanted] of wishes) {
    const facts = await relationFacts(tx, payer, relationId);
    if (!facts) throw new AppError("not_found");
    const { codes } = readCodes(facts.rows, facts.aliases, at);
    let isTouched = false;
    for (const [code, on] of wanted) {
      const { status } = codes[code];
      const isChange = on !== (status === "on");
      if (isChange && codeBlock(facts.block, code, status, at)) {
        count.blocked += 1;
        continue;
      }
      count[isChange ? "noted" : "alreadySo"] += 1;
      if (!isChange && changeSetId === null) continue;
      changeSetId ??= await openDraft(tx, context, at);
      await note(tx, { changeSetId, payer, relationId, code }, isChange ? on : null);
      isTouched = true;
    }
    if (isTouched) basis[relationId] = basisDigest(expectationOf(payer, facts, at), facts.account.alias_version);
  }
  if (changeSetId !== null)
    await tx
      .updateTable("change_set")
      .set((e) => ({ basis: JSON.stringify(basis), version: e("version", "+", 1) }))
      .where("id", "=", changeSetId)
      .execute();
  return { changeSetId, ...count };
}

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
      basis: "{}",
      created_at: at,
      applied_at: null,
      stopped_at: null,
      correlation_id: null,
      version: 0,
    })
    .execute();
  return id;
}

/** Puts one change in place of whatever the draft has for the code; null: it has none any more. */
async function note(
  tx: Tx,
  of: {
    readonly changeSetId: string;
    readonly payer: string;
    readonly relationId: RelationId;
    readonly code: PermissionCode;
  },
  wanted: boolean | null,
): Promise<void> {
  const { changeSetId, payer, relationId, code } = of;
  await tx
    .deleteFrom("change")
    .where("change_set_id", "=", changeSetId)
    .where("relation_id", "=", relationId)
    .where("code", "=", code)
    .execute();
  if (wanted === null) return;
  await tx
    .insertInto("change")
    .values({
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
    })
    .execute();
}
