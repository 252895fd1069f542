import type { Queryable } from "@/lib/db/database";
import { draftOf, movedCodes } from "@/lib/db/queries/drafts";
import { latestRecordLook } from "@/lib/db/queries/record-looks";
import { type RelationFacts, relationFacts } from "@/lib/db/queries/relation-facts";
import { codeBlock } from "@/lib/domain/blocks";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { type ObservedCodes, readCodes } from "@/lib/domain/observed";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { may } from "@/lib/domain/policy";
import { isWithin } from "@/lib/domain/relation-state";
import type { CodeView, RelationView } from "@/lib/domain/views/member";
import { latestCalibration } from "@/lib/services/calibration/latest-calibration";
import { authorise, type Context, reachOf } from "@/lib/services/context";
import { factsView } from "@/lib/services/facts/facts-view";
import { memberRowOf } from "@/lib/services/relations/member-row";
import { relationEvents } from "@/lib/services/relations/relation-events";

function codeView(
  facts: RelationFacts,
  observed: ObservedCodes,
  code: PermissionCode,
  person: {
    readonly mayRequest: boolean;
    readonly wanted: boolean | null;
    readonly moved: ReadonlySet<PermissionCode>;
  },
  at: Instant,
): CodeView {
  const { row, source } = observed.codes[code];
  // What was never read is not off: nobody knows.
  const status = facts.block.everRead ? observed.codes[code].status : "unknown";
  const block = codeBlock(facts.block, code, status, at);
  return {
    code,
    status,
    since: row?.startTime ?? null,
    until: row?.endTime ?? null,
    rawCode: row?.rawCode ?? null,
    upstreamName: row ? row.name.trim() : null,
    source,
    proven: source !== "derived" || person.moved.has(code),
    wanted: person.wanted === (status === "on") ? null : person.wanted,
    blocked: person.mayRequest ? (block?.reason ?? null) : "no_right",
    blockedUntil: block?.until ?? null,
  };
}

/** A text that differs whenever something shown of the relation does. */
async function versionOf(db: Queryable, payer: Uid, facts: RelationFacts): Promise<string> {
  const sets = await db
    .selectFrom("change_set")
    .innerJoin("change", "change.change_set_id", "change_set.id")
    .select((e) => [e.fn.sum<number>("change_set.version").as("versions"), e.fn.countAll<number>().as("changes")])
    .where("change.payer_uid", "=", payer)
    .where("change.relation_id", "=", facts.relation.relation_id)
    .executeTakeFirst();
  const { relation, account } = facts;
  return [
    relation.read_began_at,
    relation.state_began_at,
    relation.generation,
    relation.changed_at,
    account.writes_on,
    account.paused,
    account.alias_version,
    sets?.versions ?? 0,
    sets?.changes ?? 0,
  ].join(" ");
}

/** One relation with its seven codes, what cannot be mapped, and what changed. `not_found` for another account's. */
export async function relationView(
  context: Context,
  input: { readonly relationId: RelationId },
): Promise<RelationView> {
  authorise(context, "member.read");
  return context.database.snapshot((db) => viewIn(db, context, input.relationId));
}

async function viewIn(db: Queryable, context: Context, relationId: RelationId): Promise<RelationView> {
  const facts = await relationFacts(db, reachOf(context), relationId);
  if (!facts) throw new AppError("not_found");
  const at = instant(context.now());
  const observed = readCodes(facts.rows, facts.aliases, at);
  const mayRequest = may(context.actor, "change.request", context.payer);
  // A draft of before the right was lost is nobody's to change: a box with a wish in it could still be ticked.
  const draft = mayRequest ? await draftOf(db, context.payer, context.actor.id) : null;
  const wanted = draft?.wanted.get(relationId);
  const moved = await movedCodes(db, context.payer);
  const pending = await db
    .selectFrom("check_request")
    .select("id")
    .where("payer_uid", "=", context.payer)
    .where("relation_id", "=", relationId)
    .where("done_at", "is", null)
    .executeTakeFirst();
  const local = await factsView(db, context, relationId);
  const records = await latestRecordLook(db, context.payer, relationId);
  return {
    row: memberRowOf(facts.relation, observed, facts.open.length > 0, at),
    facts: local,
    payer: context.payer,
    codes: permissionCodes.map((code) =>
      codeView(facts, observed, code, { mayRequest, wanted: wanted?.get(code) ?? null, moved }, at),
    ),
    others: observed.unmapped.map((row) => ({
      rawCode: row.rawCode,
      name: row.name.trim(),
      since: row.startTime,
      until: row.endTime,
      inEffect: isWithin(row.startTime, row.endTime, at),
    })),
    events: await relationEvents(db, context.payer, relationId),
    openChangeSets: [...new Set(facts.open.map((operation) => operation.change_set_id))],
    checkPending: pending !== undefined,
    calibration: await latestCalibration(db, context.payer, relationId),
    records,
    version: [await versionOf(db, context.payer, facts), records?.askedAt, records?.doneAt, local.version].join(" "),
  };
}
