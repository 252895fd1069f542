import { z } from "zod";
import type { Cast } from "@/lib/cli/chaos/cast";
import type { Desk } from "@/lib/cli/chaos/desk";
import type { History } from "@/lib/cli/chaos/history";
import { type Journal, readJournal } from "@/lib/cli/chaos/journal";
import type { TrueRelation, Upstream } from "@/lib/cli/chaos/upstream";
import { auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { currentSets } from "@/lib/db/queries/current-sets";
import { type Operation, operationOf } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import { grouped } from "@/lib/domain/grouped";
import { instant } from "@/lib/domain/ids";
import type { ListPosition } from "@/lib/domain/list-position";
import { codesOn, readCodes, unmappedOn } from "@/lib/domain/observed";
import type { ChangeSetView, ReceiptView } from "@/lib/domain/views/change-set";
import { type ChainVerdict, verifyChain } from "@/lib/services/audit/verify-chain";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { listChangeSets } from "@/lib/services/changes/list-change-sets";

/** One request of ours as the desk keeps it: when it was let go, and the read before it. */
export interface AttemptRecord {
  readonly epoch: number;
  /** Null: certain that nothing left. */
  readonly answer: string | null;
  /** Upstream's id of the pre-read. */
  readonly preReadId: string | null;
}

/** One operation of ours with the receipts of its changes: what the desk says. */
export interface OperationRecord extends Operation {
  readonly set: ChangeSetView;
  readonly attempts: readonly AttemptRecord[];
  readonly receipts: readonly ReceiptView[];
  /** By when its deciding reads began (milliseconds): upstream's ids of them. */
  readonly reads: ReadonlyMap<number, readonly string[]>;
}

/** A relation as the desk shows it at the end. */
export interface StoredRelation {
  readonly relationId: string;
  readonly state: string;
  readonly codes: readonly string[];
  readonly unmapped: readonly string[];
}

/** What the oracle is given: the journal for what happened, the desk for what it says, the campaign for what it did. */
export interface Evidence {
  readonly journal: Journal;
  readonly history: History;
  readonly cast: Cast;
  readonly sets: readonly ChangeSetView[];
  readonly operations: readonly OperationRecord[];
  readonly log: readonly AuditEntry[];
  readonly chain: ChainVerdict;
  readonly drift: readonly Schema["drift"][];
  readonly stored: readonly StoredRelation[];
  readonly truth: readonly TrueRelation[];
}

const preRead = z.object({ requestId: z.string().nullable() });

/** A change set with all of its receipts. */
async function wholeSet(desk: Desk, changeSetId: string): Promise<ChangeSetView> {
  const ask = (page: number) => changeSetView(desk.asPerson(0), { changeSetId, query: { result: null, page } });
  const first = await ask(1);
  const receipts = [...first.receipts];
  for (let page = 2; page <= first.pages; page += 1) receipts.push(...(await ask(page)).receipts);
  return { ...first, receipts };
}

async function receiptsOf(desk: Desk): Promise<readonly ChangeSetView[]> {
  const sets: ChangeSetView[] = [];
  for (let before: ListPosition | undefined; ; ) {
    const { rows, next } = await listChangeSets(desk.asPerson(0), { before });
    for (const { id } of rows) sets.push(await wholeSet(desk, id));
    if (next === null) return sets;
    before = next;
  }
}

async function operationsOf({ database }: Desk, sets: readonly ChangeSetView[]): Promise<readonly OperationRecord[]> {
  const { read } = database;
  const rows = await read.selectFrom("operation").selectAll().execute();
  const attempts = grouped(
    await read.selectFrom("attempt").selectAll().orderBy("number").execute(),
    ({ operation_id }) => operation_id,
  );
  const reads = grouped(
    await read
      .selectFrom("observation")
      .select(["operation_id", "began_at", "request_id"])
      .where("operation_id", "is not", null)
      .execute(),
    ({ operation_id }) => operation_id,
  );
  const receipts = grouped(
    sets.flatMap((set) => set.receipts),
    ({ operationId }) => operationId,
  );
  const setOf = new Map(sets.map((set) => [set.id, set]));
  return rows.map((row): OperationRecord => {
    const set = setOf.get(row.change_set_id);
    if (!set) throw new Error(`operation ${row.id} is of a set that is not shown`);
    const byBegin = grouped(reads.get(row.id) ?? [], ({ began_at }) => Date.parse(began_at));
    return {
      ...operationOf(row),
      set,
      receipts: receipts.get(row.id) ?? [],
      attempts: (attempts.get(row.id) ?? []).map(({ epoch, answer, before }) => ({
        epoch,
        answer,
        preReadId: preRead.parse(JSON.parse(before)).requestId,
      })),
      reads: new Map(
        [...byBegin].map(([at, same]) => [
          at,
          same.flatMap(({ request_id }) => (request_id === null ? [] : [request_id])),
        ]),
      ),
    };
  });
}

async function storedOf({ database, payer }: Desk): Promise<readonly StoredRelation[]> {
  const rows = await database.read.selectFrom("relation").selectAll().where("payer_uid", "=", payer).execute();
  const sets = await currentSets(
    database.read,
    payer,
    rows.map((row) => row.relation_id as Parameters<typeof currentSets>[2][number]),
  );
  const at = instant(Date.now());
  return rows.map((row) => {
    const set = sets.get(row.relation_id) ?? [];
    return {
      relationId: row.relation_id,
      state: row.gone_at === null ? row.state : "gone",
      codes: codesOn(readCodes(set, [], at)),
      unmapped: unmappedOn(readCodes(set, [], at), at),
    };
  });
}

async function logOf({ database }: Desk): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const rows = await auditRowsAfter(database.read, entries.at(-1)?.seq ?? 0, 5_000);
    if (rows.length === 0) return entries;
    entries.push(...rows.map(({ entry }) => entry));
  }
}

export async function gatherEvidence(
  desk: Desk,
  upstream: Upstream,
  { journal, history, cast }: { readonly journal: string; readonly history: History; readonly cast: Cast },
): Promise<Evidence> {
  const sets = await receiptsOf(desk);
  return {
    journal: await readJournal(journal),
    history,
    cast,
    sets,
    operations: await operationsOf(desk, sets),
    log: await logOf(desk),
    chain: await verifyChain(desk.database),
    drift: await desk.database.read.selectFrom("drift").selectAll().execute(),
    stored: await storedOf(desk),
    truth: await upstream.relations(),
  };
}
