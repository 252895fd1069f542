import type { Database, Queryable } from "@/lib/db/database";
import { accountRows, accountUids, isRetired } from "@/lib/db/queries/accounts";
import {
  insertNotices,
  mailReader,
  mailReadersWith,
  newestNotice,
  noticesSince,
  setNoticesSince,
  webhookReader,
} from "@/lib/db/queries/notices";
import { payersOf, personById, rightsOf } from "@/lib/db/queries/people";
import {
  driftBetween,
  isAnythingAsked,
  newestDrift,
  untoldApprovals,
  untoldDecisions,
  untoldFailedActs,
  untoldFailures,
  untoldLateEnds,
} from "@/lib/db/queries/untold-facts";
import type { AccountOperationKind, AccountOutcome } from "@/lib/domain/account-operation";
import { type Instant, instant, later, millis, type Uid } from "@/lib/domain/ids";
import type { NoticeFacts, NoticeKind } from "@/lib/domain/notice";
import { everyMember, type MemberScope, may, type Role } from "@/lib/domain/policy";
import type { ApprovalKind, ApprovalStatus, VoidReason } from "@/lib/domain/views/approval";
import { lateAfterMs } from "@/lib/domain/views/change-set";

/** What happened longer ago is not told any more: a desk that comes back after a week does not tell of all of it. */
const lookBackMs = 3 * 24 * 3_600_000;
/** Drift is told together, so often at most. */
const driftEveryMs = 3_600_000;

/** What began to be read so lately may still be written: it is told the next time. */
const writtenAfterMs = 60_000;

interface Terms {
  readonly database: Database;
  /** Which ways of telling are on. */
  readonly ways: { readonly mail: boolean; readonly webhook: boolean };
  readonly now: () => number;
}

/** Somebody who can be told by mail, with what they may do and see. */
interface Reader {
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
  readonly payers: ReadonlySet<Uid>;
  readonly scope: MemberScope;
}

/** One account is looked through. */
interface Search {
  readonly db: Queryable;
  readonly payer: Uid;
  /** It was configured once and is not now: nothing of it can be decided but what reaches over all accounts. */
  readonly retired: boolean;
  readonly at: Instant;
  /** Since when mail and the webhook are on, and not longer ago than is told of; null: off. */
  readonly mailSince: Instant | null;
  readonly webhookSince: Instant | null;
  /** Of both the longer one. */
  readonly since: Instant;
}

interface Told {
  readonly subject: string;
  readonly facts: NoticeFacts;
  readonly readers: readonly string[];
}

/**
 * Looks in every account for what somebody is to be told of, and keeps a notice for each reader. Goes by what is kept
 * in the database and not by what just happened in a process: whatever was written is found, also after a crash, once.
 * Gives how many things there are to tell of.
 */
export async function findNotices({ database, ways, now }: Terms): Promise<number> {
  const at = instant(now());
  const mailSince = await turned(database, "mail", ways.mail, at);
  const webhookSince = await turned(database, "webhook", ways.webhook, at);
  const since = [mailSince, webhookSince].filter((moment) => moment !== null).sort()[0];
  if (since === undefined) return 0;
  let found = 0;
  for (const account of await accountRows(database.read, await accountUids(database.read))) {
    const payer = account.uid;
    const retired = isRetired(account);
    const search = { db: database.read, payer, retired, at, mailSince, webhookSince, since };
    const told: Told[] = [];
    for (const look of [waiting, decided, failed, failedActs, late, drift]) told.push(...(await look(search)));
    if (told.length === 0) continue;
    await database.transaction(async (tx) => {
      for (const one of told) await insertNotices(tx, { payer, at, ...one });
    });
    found += told.filter(({ readers }) => readers.length > 0).length;
  }
  return found;
}

/** Since when a way is on, as far back as is told of; notes when it was turned on or off. */
async function turned(database: Database, way: "mail" | "webhook", isOn: boolean, at: Instant) {
  const since = await noticesSince(database.read, way);
  const note = (moment: Instant | null) => database.transaction((tx) => setNoticesSince(tx, way, moment));
  if (!isOn) {
    if (since !== null) await note(null);
    return null;
  }
  if (since === null) await note(at);
  const oldest = later(at, -lookBackMs);
  const from = since ?? at;
  return from > oldest ? from : oldest;
}

/** People who can be told by mail of a kind, with these roles. */
async function readersWith(search: Search, kind: NoticeKind, roles: readonly Role[]): Promise<readonly Reader[]> {
  if (search.mailSince === null) return [];
  const found: Reader[] = [];
  for (const id of await mailReadersWith(search.db, kind, roles)) found.push(await readerOf(search.db, id));
  return found;
}

async function readerOf(db: Queryable, id: string): Promise<Reader> {
  const { roles, scope } = await rightsOf(db, id);
  return { id, roles: new Set(roles), payers: await payersOf(db, id), scope };
}

/** Who is told of what happened at a moment: of each way only what has happened since it is on. */
async function readersAt(search: Search, at: Instant, people: () => Promise<readonly string[]>) {
  const { mailSince, webhookSince } = search;
  return [
    ...(mailSince !== null && at > mailSince ? await people() : []),
    ...(webhookSince !== null && at > webhookSince ? [webhookReader] : []),
  ];
}

/**
 * Who asked for something and can still look at it; whoever does not want to be told is not. Where they have left, the
 * administrators: an end comes when its requester is gone, and somebody has to hear that it did not.
 */
async function askerOr(search: Search, kind: NoticeKind, personId: string): Promise<readonly string[]> {
  const { db, payer } = search;
  const person = await personById(db, personId);
  const isHere = person?.disabledAt === null && may(await readerOf(db, personId), "member.read", payer);
  return isHere ? mailReader(db, kind, personId) : administrators(search, kind);
}

const administrators = async (search: Search, kind: NoticeKind): Promise<readonly string[]> =>
  (await readersWith(search, kind, ["administrator"]))
    .filter((one) => may(one, "settings.write", search.payer))
    .map(({ id }) => id);

/** Requests that wait, to each who may decide them: also to whoever may only since a while after they were asked. */
async function waiting(search: Search): Promise<readonly Told[]> {
  const { db, payer, at, retired } = search;
  if (!(await isAnythingAsked(db, payer, at))) return [];
  const found: Told[] = [];
  const look = async (reader: string, scope: MemberScope, personId: string | null, rightsOnly: boolean) => {
    const rows = await untoldApprovals(db, { payer, scope }, reader, { personId, rightsOnly, at });
    for (const { id, kind, expires_at } of rows) {
      const facts: NoticeFacts = {
        ...{ kind: "waiting", approvalId: id, about: kind as ApprovalKind, expiresAt: expires_at as Instant },
      };
      found.push({ subject: id, facts, readers: [reader] });
    }
  };
  if (search.webhookSince !== null) await look(webhookReader, everyMember, null, retired);
  for (const one of await readersWith(search, "waiting", ["approver"]))
    if ([...one.payers].some((account) => may(one, "approval.decide", account)))
      await look(one.id, one.scope, one.id, retired || !may(one, "approval.decide", payer));
  return found;
}

async function decided(search: Search): Promise<readonly Told[]> {
  const found: Told[] = [];
  for (const row of await untoldDecisions(search.db, search.payer, search.since)) {
    const leftOut = Number(row.left_out);
    const facts: NoticeFacts = {
      ...{ kind: "decided", approvalId: row.id, about: row.kind as ApprovalKind },
      ...{ status: row.status as ApprovalStatus, voidReason: row.void_reason as VoidReason | null },
      ...(row.status === "approved" && leftOut > 0
        ? { leftOut: { relations: leftOut, of: Number(row.relations) } }
        : {}),
    };
    // Theirs alone: what became of the request of somebody who has left is nobody's news.
    const asker = () => mailReader(search.db, "decided", row.requested_by);
    found.push({ subject: row.id, facts, readers: await readersAt(search, row.decided_at as Instant, asker) });
  }
  return found;
}

async function failed(search: Search): Promise<readonly Told[]> {
  const found: Told[] = [];
  for (const { personId, at, ...counts } of await untoldFailures(search.db, search.payer, search.since)) {
    const readers = await readersAt(search, at, () => askerOr(search, "failed", personId));
    found.push({ subject: `${counts.changeSetId}:${at}`, facts: { kind: "failed", ...counts }, readers });
  }
  return found;
}

async function failedActs(search: Search): Promise<readonly Told[]> {
  const found: Told[] = [];
  for (const row of await untoldFailedActs(search.db, search.payer, search.since)) {
    const facts: NoticeFacts = {
      ...{ kind: "failed", operationId: row.id, act: row.kind as AccountOperationKind },
      outcome: row.outcome as AccountOutcome,
    };
    const readers = await readersAt(search, row.at as Instant, () => askerOr(search, "failed", row.person_id));
    found.push({ subject: `${row.id}:${row.outcome}`, facts, readers });
  }
  return found;
}

/** To whoever asked and to the administrators: what was meant to end is still in force. */
async function late(search: Search): Promise<readonly Told[]> {
  const found: Told[] = [];
  for (const { personId, ...ends } of await untoldLateEnds(search.db, search.payer, search)) {
    const people = async () => [
      ...new Set([...(await askerOr(search, "late", personId)), ...(await administrators(search, "late"))]),
    ];
    const readers = await readersAt(search, later(ends.dueAt, lateAfterMs), people);
    found.push({ subject: ends.changeSetId, facts: { kind: "late", ...ends }, readers });
  }
  return found;
}

/** To each who may mark it as seen, of what they see: what was found since they were told last, together. */
async function drift(search: Search): Promise<readonly Told[]> {
  const { db, payer, at, mailSince, webhookSince } = search;
  const newest = await newestDrift(db, payer);
  if (newest === null || newest <= search.since) return [];
  const until = later(at, -writtenAfterMs);
  const found: Told[] = [];
  const look = async (reader: string, scope: MemberScope, from: Instant) => {
    const last = await newestNotice(db, payer, "drift", reader);
    if (last && millis(at) - millis(last.found_at as Instant) < driftEveryMs) return;
    // Its subject is the moment up to which it told.
    const since = last && last.subject > from ? (last.subject as Instant) : from;
    const counts = newest > since ? await driftBetween(db, { payer, scope }, since, until) : null;
    if (counts !== null) found.push({ subject: until, facts: { kind: "drift", ...counts, since }, readers: [reader] });
  };
  if (webhookSince !== null) await look(webhookReader, everyMember, webhookSince);
  if (mailSince === null) return found;
  for (const one of await readersWith(search, "drift", ["requester", "approver", "reviewer", "administrator"]))
    if (may(one, "member.check", payer)) await look(one.id, one.scope, mailSince);
  return found;
}
