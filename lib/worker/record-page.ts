import "server-only";
import type { ListedRelation } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import { type FoundDifference, insertDrift } from "@/lib/db/queries/observations";
import { listedColumns, type RelationRow, relationsByIds, saveRelations } from "@/lib/db/queries/relations";
import { sentActs, unplacedCreates } from "@/lib/db/queries/sent-acts";
import { sentOperations } from "@/lib/db/queries/sent-operations";
import { isOfAct, type SentAct, withLateActs } from "@/lib/domain/act-cause";
import type { TurnedRelation } from "@/lib/domain/certificate";
import { type Difference, fieldDifference } from "@/lib/domain/drift";
import { causesOf } from "@/lib/domain/drift-cause";
import { type Instant, later, type RelationId, type Uid } from "@/lib/domain/ids";
import { searchText } from "@/lib/domain/member-search";

/** The readable rows of one page of QueryRelationList, and what they were asked for. */
export interface ListedPage {
  readonly rows: readonly ListedRelation[];
  readonly beganAt: Instant;
  /** `account.generation`, captured before the request began. */
  readonly generation: number;
  readonly sweepId: string;
  /** A whole list is known already, so a relation that nobody saw before is news. */
  readonly populationKnown: boolean;
}

/** What a page says otherwise than was known before it. */
export interface PageNews {
  /** Relations that were not known, or not listed any more. */
  readonly came: readonly RelationId[];
  readonly turned: readonly TurnedRelation[];
}

/**
 * Records one page: relations, names and times; state and type by when the request began, as everywhere. A page
 * about a relation that an operation has been claimed on since leaves those two alone.
 */
export async function recordRelationPage(tx: Tx, payer: Uid, page: ListedPage): Promise<PageNews> {
  const listed = new Map(page.rows.map((row) => [row.relationId, row]));
  const known = await relationsByIds(tx, payer, [...listed.keys()]);
  const steps = [...listed.values()].map((row) => stepOf(payer, known.get(row.relationId) ?? null, row, page));
  const moving = steps.filter(({ differences }) => differences.length > 0);
  const operations = await sentOperations(
    tx,
    payer,
    moving.map(({ row }) => row.relationId),
  );
  const acts = await sentActs(
    tx,
    payer,
    moving.map(({ next }) => next),
  );
  const isAnyNew = moving.some(({ row }) => !known.has(row.relationId));
  const unplaced = isAnyNew ? [...(await unplacedCreates(tx, payer))] : [];
  const found = moving.flatMap(({ row: { relationId }, next, differences }) => {
    const own = acts.get(relationId) ?? (known.has(relationId) ? [] : takeCreate(unplaced, next));
    const unexplained = differences.filter((it) => !isOfAct(it, own, listedBefore(known.get(relationId))));
    const caused = withLateActs(causesOf(unexplained, operations.get(relationId) ?? []), own);
    return caused.map((difference): FoundDifference => ({ relationId, foundAt: page.beganAt, difference }));
  });
  await saveRelations(
    tx,
    steps.map(({ next }) => next),
    listedColumns,
  );
  await insertDrift(tx, payer, found);
  return newsOf(steps, known);
}

/** Set-up times come by the minute, and by another clock. */
const clocksDifferMs = 10 * 60_000;

/**
 * Takes the create that may have made an account which is listed for the first time: the first one, of which nobody knows the
 * end, that was sent before the account was set up. Each is taken once.
 */
function takeCreate(unplaced: SentAct[], { setup_time }: RelationRow): readonly SentAct[] {
  const at = unplaced.findIndex(
    ({ firstSentAt }) => setup_time === null || setup_time >= later(firstSentAt, -clocksDifferMs),
  );
  return at < 0 ? [] : unplaced.splice(at, 1);
}

function newsOf(steps: readonly Step[], known: ReadonlyMap<string, RelationRow>): PageNews {
  const came: RelationId[] = [];
  const turned: TurnedRelation[] = [];
  for (const { row, next } of steps) {
    const before = known.get(row.relationId);
    if (!before || (before.gone_at !== null && next.gone_at === null)) came.push(row.relationId);
    if (before && before.state !== next.state)
      turned.push({ relationId: row.relationId, from: before.state, to: next.state });
  }
  return { came, turned };
}

const listedBefore = (known: RelationRow | undefined): Instant | null => (known?.listed_at ?? null) as Instant | null;

interface Step {
  readonly row: ListedRelation;
  readonly next: RelationRow;
  readonly differences: readonly Difference[];
}

function stepOf(payer: Uid, known: RelationRow | null, row: ListedRelation, page: ListedPage): Step {
  if (!known) {
    const next = firstSeen(payer, row, page);
    const differences = page.populationKnown ? [fieldDifference("listed", "unlisted", "listed")] : [];
    return { row, next, differences: differences.filter((difference) => difference !== null) };
  }
  // A page asked for earlier can be answered later; then it has nothing new to say.
  if (page.beganAt < known.listed_at) return { row, next: known, differences: [] };
  const saysState = page.generation >= known.generation && page.beganAt >= known.state_began_at;
  const listed: RelationRow = {
    ...known,
    ...namesAndTimes(row),
    ...(saysState && { state: row.state, type: row.type, state_began_at: page.beganAt }),
    listed_at: page.beganAt,
    listed_sweep_id: page.sweepId,
    gone_at: null,
  };
  const differences = differencesBetween(known, listed);
  const isLater = known.changed_at === null || known.changed_at < page.beganAt;
  const next = differences.length > 0 && isLater ? { ...listed, changed_at: page.beganAt } : listed;
  return { row, next, differences };
}

const searchOf = ({ nickname, accountName, accountId, relationId }: ListedRelation): string =>
  searchText({ nickname, accountName, uid: accountId, relationId });

const namesAndTimes = (row: ListedRelation) => ({
  account_id: row.accountId,
  account_name: row.accountName,
  nickname: row.nickname,
  counterpart: row.counterpart,
  setup_time: row.setupTime,
  start_time: row.startTime,
  end_time: row.endTime,
  search: searchOf(row),
});

/** One literal: an object of so many columns is costly to put together from others, and a first sweep makes thousands. */
const firstSeen = (payer: Uid, row: ListedRelation, page: ListedPage): RelationRow => ({
  payer_uid: payer,
  relation_id: row.relationId,
  account_id: row.accountId,
  account_name: row.accountName,
  nickname: row.nickname,
  counterpart: row.counterpart,
  setup_time: row.setupTime,
  start_time: row.startTime,
  end_time: row.endTime,
  search: searchOf(row),
  type: row.type,
  state: row.state,
  state_began_at: page.beganAt,
  listed_at: page.beganAt,
  listed_sweep_id: page.sweepId,
  first_seen_at: page.beganAt,
  gone_at: null,
  changed_at: page.populationKnown ? page.beganAt : null,
  generation: 0,
  read_began_at: null,
  read_ended_at: null,
  read_request_id: null,
  read_digest: null,
  read_error: null,
  unmapped: 0,
  held: null,
  unknown: null,
  on_count: null,
  next_turn_at: null,
  owner: "",
  cost_centre: "",
});

const differencesBetween = (before: RelationRow, after: RelationRow): readonly Difference[] =>
  [
    fieldDifference("listed", before.gone_at === null ? "listed" : "unlisted", "listed"),
    fieldDifference("uid", before.account_id, after.account_id),
    fieldDifference("counterpart", before.counterpart, after.counterpart),
    fieldDifference("account_name", before.account_name, after.account_name),
    fieldDifference("nickname", before.nickname, after.nickname),
    fieldDifference("type", before.type, after.type),
    fieldDifference("state", before.state, after.state),
    fieldDifference("setup_time", before.setup_time, after.setup_time),
    fieldDifference("start_time", before.start_time, after.start_time),
    fieldDifference("end_time", before.end_time, after.end_time),
  ].filter((difference) => difference !== null);
