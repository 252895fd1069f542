import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Tx } from "@/lib/db/database";
import { placeOf } from "@/lib/db/place";
import { accountUids, setAccountSwitch } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { auditHead } from "@/lib/db/queries/audit-reading";
import {
  auditHashAt,
  dropRestoredMark,
  hasHistory,
  type Instance,
  instanceOf,
  keepInstance,
  leasesAsText,
  movedTo,
  noteRestoration,
  type Place,
  restoredMark,
} from "@/lib/db/queries/instance";
import { dropWaitingNotices } from "@/lib/db/queries/notices";
import { raise } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { voidForRestore } from "@/lib/services/approvals/void-approvals";
import type { Logger } from "@/lib/telemetry/logger";
import type { MarkFile } from "@/lib/worker/restored-mark";
import { endForRestore } from "@/lib/worker/restored-operations";
import { judgeDatabase, type RestoredCause, type RestoredVerdict } from "@/lib/worker/restored-verdict";

export interface RestoredTerms {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => number;
  /** `data`: where this process keeps what it knows of the database. Lengths of time in milliseconds. */
  readonly env: { readonly data: string; readonly settleMs: number; readonly leaseMs: number };
}

/** `npm run migrate` has moved the database elsewhere: nothing may be done with this one. */
export class DatabaseMoved extends Error {
  override readonly name = "DatabaseMoved";
  constructor(readonly to: string) {
    super(`this database was moved to ${to} by "npm run migrate"`);
  }
}

/** What was seen of the database for as long as a lease lasts. `mark`: its newest one before. */
interface Watched {
  readonly mark: string | undefined;
  readonly isAlive: boolean;
}

/** Whether somebody leads on it meanwhile: a held lease is renewed well before its end; a copy's never moves. */
async function watchForLife({ database, env }: RestoredTerms, abort: AbortSignal): Promise<boolean> {
  const before = await leasesAsText(database.read);
  for (const end = performance.now() + env.leaseMs; performance.now() < end; ) {
    await sleep(Math.min(500, env.leaseMs / 10), undefined, { signal: abort });
    if ((await leasesAsText(database.read)) !== before) return true;
  }
  return false;
}

/** Rule 12, in the transaction that has found it out. */
async function treatAsRestored(tx: Tx, terms: RestoredTerms, cause: RestoredCause): Promise<void> {
  const { now, env } = terms;
  const correlationId = randomUUID();
  const accounts = await accountUids(tx);
  for (const payer of accounts) {
    await setAccountSwitch(tx, payer, "paused", true);
    await noteRestoration(tx, payer, instant(now()));
    const counts = await endForRestore(tx, { payer, now, settleMs: env.settleMs });
    const author = { person: null, system: "worker", payerUid: payer, correlationId };
    await voidForRestore(tx, author, instant(now()));
    const detail = { cause, ...counts };
    await appendAudit(tx, author, { action: "desk.restored", entity: `account:${payer}`, detail });
  }
  await dropWaitingNotices(tx, instant(now()));
  await dropRestoredMark(tx);
}

/** What could not be found out this time is still as it was noted, where the engine is the same. */
const withNoted = (noted: Place, now: Place): Place =>
  noted.engine !== now.engine
    ? now
    : {
        engine: now.engine,
        system: now.system ?? noted.system,
        database: now.database ?? noted.database,
        timeline: now.timeline ?? noted.timeline,
      };

type Settled = { readonly kind: "known"; readonly file: MarkFile; readonly verdict: RestoredVerdict } | Watched;

/**
 * Judges and acts in one transaction. The first of several processes that come at once puts a new mark into the
 * database, by which the others see that it was done.
 */
async function settle(
  terms: RestoredTerms,
  file: MarkFile | null,
  place: Place,
  watched: Watched | null,
): Promise<Settled> {
  return terms.database.transaction(async (tx) => {
    const known = await instanceOf(tx);
    const newest = known?.marks.at(-1);
    const judged = judgeDatabase(
      {
        instance: known,
        isMarkedRestored: (await restoredMark(tx)) !== null,
        hasHistory: await hasHistory(tx),
        place,
        hashAtMark: file && (await auditHashAt(tx, file.seq)),
      },
      file,
    );
    if (judged.kind === "unknown" && !watched) return { mark: newest, isAlive: false };
    const isJoined = watched !== null && (watched.isAlive || newest !== watched.mark);
    const verdict: RestoredVerdict =
      judged.kind !== "unknown" ? judged : isJoined ? { kind: "own" } : { kind: "restored", cause: "foreign" };
    const instance: Instance = {
      id: known?.id ?? randomUUID(),
      marks: known && verdict.kind === "own" ? known.marks : [...(known?.marks ?? []), randomUUID()],
      place: known ? withNoted(known.place, place) : place,
    };
    if (JSON.stringify(known) !== JSON.stringify(instance)) await keepInstance(tx, instance);
    if (verdict.kind === "restored") await treatAsRestored(tx, terms, verdict.cause);
    const head = await auditHead(tx);
    return {
      kind: "known",
      verdict,
      file: { instance: instance.id, mark: instance.marks.at(-1) ?? "", seq: head.seq, hash: head.hash },
    };
  });
}

/**
 * Finds out whether the database is the one that this process knows (`file`; null: it knows none), and does what rule
 * 12 says where it is not: every account is paused, what was unfinished ends or is in doubt. Gives what is to be known
 * of it from now on. Throws `DatabaseMoved`, or what storage threw; then nothing was done.
 */
export async function judgeAndTreat(
  terms: RestoredTerms,
  file: MarkFile | null,
  abort: AbortSignal,
): Promise<MarkFile> {
  const { database, logger } = terms;
  const moved = await movedTo(database.read);
  if (moved) throw new DatabaseMoved(moved.to);
  const place = await placeOf(database.read);
  let settled = await settle(terms, file, place, null);
  if (!("kind" in settled)) {
    logger.info("this process does not know the database: it looks whether another one is at work on it");
    settled = await settle(terms, file, place, { ...settled, isAlive: await watchForLife(terms, abort) });
  }
  if (!("kind" in settled)) throw new Error("judged without an end");
  if (settled.verdict.kind === "restored") {
    logger.warn({ cause: settled.verdict.cause }, "the database is a restored one: every account is paused (rule 12)");
    raise("changed");
  }
  return settled.file;
}
