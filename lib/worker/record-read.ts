import "server-only";
import type { Evidence } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import type { Tx } from "@/lib/db/database";
import { currentSets, replaceCurrentSets } from "@/lib/db/queries/current-sets";
import {
  type FoundDifference,
  insertDrift,
  insertObservations,
  type NewObservation,
} from "@/lib/db/queries/observations";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { ageColumns, type RelationRow, readColumns, relationsByIds, saveRelations } from "@/lib/db/queries/relations";
import { sentActs } from "@/lib/db/queries/sent-acts";
import { sentOperations } from "@/lib/db/queries/sent-operations";
import { summaryColumns } from "@/lib/db/queries/set-summaries";
import { isOfAct, withLateActs } from "@/lib/domain/act-cause";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Alias } from "@/lib/domain/code-mapping";
import { type Difference, fieldDifference, permissionDifferences } from "@/lib/domain/drift";
import { causesOf, contradictsVerified } from "@/lib/domain/drift-cause";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { observationDigest } from "@/lib/domain/observation-digest";
import type { ObservedRelation, ObservedRow } from "@/lib/domain/observed";
import { summaryOf } from "@/lib/domain/set-summary";

/** One answer of QueryPermissionList that counts, and what it was asked for. */
export interface PermissionRead {
  readonly relationId: RelationId;
  readonly answer: PermissionAnswer;
  readonly evidence: Evidence;
  /** `account.generation`, captured before the request began. */
  readonly generation: number;
  readonly cause: "sweep" | "check_now" | "pre_read" | "read_back" | "settle";
  readonly operationId: string | null;
}

export interface RecordedRead {
  /** It is the relation's current set now; otherwise it is kept as history only. */
  readonly current: boolean;
  /** It is the first set of the relation, or differs from the one before. */
  readonly changed: boolean;
}

/** How long upstream may take to show a verified change everywhere. */
interface RecordSettings {
  readonly visibilityLagMs: number;
}

/** Records one counted answer. Throws when the account has no such relation. */
export async function recordPermissionRead(
  tx: Tx,
  payer: Uid,
  read: PermissionRead,
  settings: RecordSettings,
): Promise<RecordedRead> {
  const [recorded] = await recordPermissionReads(tx, payer, [read], settings);
  if (!recorded) throw new Error("a read was not recorded");
  return recorded;
}

/** The same for several, of different relations, in a few statements for all. The answers are in the order asked. */
export async function recordPermissionReads(
  tx: Tx,
  payer: Uid,
  reads: readonly PermissionRead[],
  settings: RecordSettings,
): Promise<readonly RecordedRead[]> {
  const relations = await relationsByIds(
    tx,
    payer,
    reads.map(({ relationId }) => relationId),
  );
  const aliases = await activeAliases(tx, payer);
  const facing = reads.map((read) => {
    const relation = relations.get(read.relationId);
    if (!relation) throw new Error(`the account has no relation ${read.relationId}`);
    const observed = observedOf(read);
    const digest = observationDigest(observed);
    const differs = digest !== relation.read_digest;
    return { read, relation, observed, digest, differs, moves: differs || observed.state !== relation.state };
  });
  const moving = facing.filter(({ moves }) => moves).map(({ read }) => read.relationId);
  const sets = await currentSets(tx, payer, moving);
  const operations = await sentOperations(tx, payer, moving);
  const acts = await sentActs(
    tx,
    payer,
    facing.filter(({ moves }) => moves).map(({ relation }) => relation),
  );

  const results: RecordedRead[] = [];
  const saved: RelationRow[] = [];
  const aged: RelationRow[] = [];
  const replaced = new Map<RelationId, readonly ObservedRow[]>();
  const observations: NewObservation[] = [];
  const found: FoundDifference[] = [];
  for (const { read, relation, observed, digest, differs } of facing) {
    const { relationId, evidence, operationId } = read;
    const own = operations.get(relationId) ?? [];
    const verdict = verdictOf(payer, relation, read);
    const contradicts =
      verdict === "current" &&
      differs &&
      contradictsVerified(observed.rows, aliases, evidence.beganAt, own, settings.visibilityLagMs);
    const current = verdict === "current" && !contradicts;
    if (differs || operationId !== null || !current) observations.push(observationOf(read, observed, digest, current));
    if (!current) {
      results.push({ current, changed: false });
      if (verdict === "identity_mismatch")
        saved.push({ ...relation, read_error: errorJson(verdict, evidence.requestId, evidence.beganAt) });
      // It counts for nothing but calls for another look, which the next sweep then takes first.
      if (contradicts) saved.push({ ...relation, changed_at: latest(relation.changed_at, evidence.beganAt) });
      continue;
    }
    const isFirst = relation.read_began_at === null;
    const differences = [
      ...(isFirst || !differs
        ? []
        : permissionDifferences(sets.get(relationId) ?? [], observed.rows, aliases, evidence.beganAt)),
      ...stateDifferences(relation, observed, evidence.beganAt),
    ];
    const since = (relation.read_began_at ?? relation.state_began_at) as Instant;
    const unexplained = differences.filter((it) => !isOfAct(it, acts.get(relationId) ?? [], since));
    for (const difference of withLateActs(causesOf(unexplained, own), acts.get(relationId) ?? []))
      found.push({ relationId, foundAt: evidence.beganAt, difference });
    if (differs) replaced.set(relationId, observed.rows);
    const isNew = differs || differences.length > 0;
    (isNew ? saved : aged).push(afterRead(relation, observed, digest, evidence, aliases, differences.length > 0));
    results.push({ current, changed: isFirst || differences.length > 0 });
  }
  await saveRelations(tx, saved, readColumns);
  await saveRelations(tx, aged, ageColumns);
  await replaceCurrentSets(tx, payer, replaced, aliases);
  await insertObservations(tx, payer, observations);
  await insertDrift(tx, payer, found);
  return results;
}

/** Keeps the last good set of a relation and says why it is not newer. `at`: when the failed request began. */
export async function recordReadFailure(
  tx: Tx,
  payer: Uid,
  relationId: RelationId,
  failure: { readonly code: string; readonly requestId: string | null; readonly at: Instant },
): Promise<void> {
  await tx
    .updateTable("relation")
    .set({ read_error: errorJson(failure.code, failure.requestId, failure.at) })
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .where((e) => e.or([e("read_began_at", "is", null), e("read_began_at", "<=", failure.at)]))
    .execute();
}

const errorJson = (code: string, requestId: string | null, at: Instant): string =>
  JSON.stringify({ code, requestId, at });

const observedOf = ({ relationId, answer }: PermissionRead): ObservedRelation => ({
  relationId,
  masterId: answer.masterId,
  memberId: answer.memberId,
  type: answer.type,
  state: answer.state,
  rows: answer.rows.map(({ rawCode, name, startTime, endTime, timesReadable }) => {
    return { rawCode, name, startTime, endTime, timesReadable };
  }),
});

const observationOf = (
  { relationId, cause, operationId, evidence }: PermissionRead,
  observed: ObservedRelation,
  digest: string,
  current: boolean,
): NewObservation => ({
  relation_id: relationId,
  cause,
  operation_id: operationId,
  began_at: evidence.beganAt,
  ended_at: evidence.endedAt,
  request_id: evidence.requestId,
  current: current ? 1 : 0,
  digest,
  body: canonicalJson(observed),
});

/** Whether a read may become the current set: about the right two accounts, under no older generation, the newest. */
function verdictOf(
  payer: Uid,
  relation: RelationRow,
  { answer, generation, evidence }: PermissionRead,
): "current" | "superseded" | "identity_mismatch" {
  // Where the other side is the management account, this one is the member of it.
  const [master, member] =
    relation.counterpart === "MASTER" ? [relation.account_id, payer] : [payer, relation.account_id];
  if (answer.masterId !== master || answer.memberId !== member) return "identity_mismatch";
  if (relation.generation > generation) return "superseded";
  const { read_began_at: began, read_ended_at: ended } = relation;
  // Two reads one after the other can begin within one millisecond; then the end tells which was the later one.
  const isNewer =
    began === null || evidence.beganAt > began || (evidence.beganAt === began && evidence.endedAt >= (ended ?? ""));
  return isNewer ? "current" : "superseded";
}

/** A list page that was asked for later has said it already. */
const saysState = (relation: RelationRow, beganAt: Instant): boolean => beganAt >= relation.state_began_at;

const latest = (known: string | null, at: string): string => (known !== null && known > at ? known : at);

const stateDifferences = (
  relation: RelationRow,
  { state, type }: ObservedRelation,
  beganAt: Instant,
): readonly Difference[] =>
  saysState(relation, beganAt)
    ? [fieldDifference("state", relation.state, state), fieldDifference("type", relation.type, type)].filter(
        (difference) => difference !== null,
      )
    : [];

const afterRead = (
  relation: RelationRow,
  observed: ObservedRelation,
  digest: string,
  { beganAt, endedAt, requestId }: Evidence,
  aliases: readonly Alias[],
  changed: boolean,
): RelationRow => ({
  ...relation,
  ...(saysState(relation, beganAt) && { state: observed.state, type: observed.type, state_began_at: beganAt }),
  ...(changed && { changed_at: latest(relation.changed_at, beganAt) }),
  read_began_at: beganAt,
  read_ended_at: endedAt,
  read_request_id: requestId,
  read_digest: digest,
  read_error: null,
  ...summaryColumns(summaryOf(observed.rows, aliases, beganAt)),
});
