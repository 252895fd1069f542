import type { Database, Queryable } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import {
  claimNotice,
  delayNotice,
  dueNotices,
  endNotice,
  type NoticeRow,
  parseFacts,
  webhookReader,
} from "@/lib/db/queries/notices";
import { personById, personName } from "@/lib/db/queries/people";
import { instant, later, type Uid } from "@/lib/domain/ids";
import { languageOf } from "@/lib/domain/locale";
import { type NoticeFacts, noticePauseMs } from "@/lib/domain/notice";
import type { NoticeSettings } from "@/lib/env/notices";
import type { Delivery } from "@/lib/notices/delivery";
import type { Mailer } from "@/lib/notices/mail";
import { linkOf, type MailDetails, mailOf } from "@/lib/notices/mail-text";
import { isStillSo } from "@/lib/notices/still-so";
import { postWebhook } from "@/lib/notices/webhook";
import type { Logger } from "@/lib/telemetry/logger";

/** Longer than a try can take: one that a process died in is tried again after this. */
const claimMs = 60_000;

export interface DeliveryTerms {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => number;
  /** The desk's address, as `NEXTAUTH_URL` has it. */
  readonly deskUrl: string;
  /** What people call an account; null: it has no name. */
  readonly nameOf: (payer: Uid) => string | null;
  readonly mailer: Mailer | null;
  readonly webhook: NoticeSettings["webhook"];
  readonly abort: AbortSignal;
}

/**
 * Sends what is due, one after the other; after the first that could not be delivered the rest waits for the next round: a
 * server that hangs costs one wait a round. At least once: a process that dies between the server's answer and the row sends
 * the same again, under the same id. Gives how many were delivered.
 */
export async function deliverNotices(terms: DeliveryTerms, to: "webhook" | "people"): Promise<number> {
  const { database, now, abort } = terms;
  let delivered = 0;
  for (const row of await dueNotices(database.read, to, instant(now()))) {
    if (abort.aborted) break;
    const at = instant(now());
    if (!(await database.transaction((tx) => claimNotice(tx, row, later(at, claimMs))))) continue;
    const facts = parseFacts(row.facts);
    if (facts === null) {
      await record(terms, row, { kind: "gone", failure: "unreadable" });
      continue;
    }
    const payer = row.payer_uid as Uid;
    if (!(await isStillSo(database.read, { payer, reader: row.reader, facts, at }))) {
      await database.transaction((tx) => endNotice(tx, row.id, "dropped", at, null));
      continue;
    }
    const result = await send(terms, row, facts);
    await record(terms, row, result);
    if (result.kind === "delivered") delivered += 1;
    if (result.kind === "later") break;
  }
  return delivered;
}

async function send(terms: DeliveryTerms, row: NoticeRow, facts: NoticeFacts): Promise<Delivery> {
  const { database, deskUrl, mailer, webhook, abort } = terms;
  const uid = row.payer_uid as Uid;
  if (row.reader === webhookReader) {
    if (!webhook) return { kind: "gone", failure: "off" };
    return postWebhook(webhook, { id: row.id, body: bodyOf(row, facts, deskUrl) }, abort);
  }
  const person = await personById(database.read, row.reader);
  if (!mailer || !person) return { kind: "gone", failure: "off" };
  const account = { uid, name: terms.nameOf(uid) };
  const details = await detailsOf(database.read, facts);
  const mail = mailOf(facts, details, { locale: languageOf(person.language), deskUrl, account });
  return mailer.send({ id: row.id, to: person.email, ...mail });
}

/** What a webhook gets: the facts, where they are to be seen, and nothing personal. */
function bodyOf(row: NoticeRow, facts: NoticeFacts, deskUrl: string): string {
  const { kind, ...data } = facts;
  const url = linkOf(facts, deskUrl, row.payer_uid as Uid);
  return JSON.stringify({
    type: `linkbook.${kind}`,
    timestamp: row.found_at,
    data: { account: row.payer_uid, ...data, url },
  });
}

/** Who asked and decided, and why, as a mail says it. */
async function detailsOf(db: Queryable, facts: NoticeFacts): Promise<MailDetails> {
  const none: MailDetails = { asker: null, reason: "", decider: null, decisionReason: null };
  if (facts.kind === "waiting" || facts.kind === "decided") {
    const row = await db.selectFrom("approval").selectAll().where("id", "=", facts.approvalId).executeTakeFirst();
    if (!row) return none;
    const decider = row.decided_by === null ? null : await personName(db, row.decided_by);
    const asker = await personName(db, row.requested_by);
    return { asker, reason: row.reason, decider, decisionReason: row.decision_reason };
  }
  const asked =
    facts.kind === "late" || (facts.kind === "failed" && "changeSetId" in facts)
      ? db.selectFrom("change_set").select(["person_id", "reason"]).where("id", "=", facts.changeSetId)
      : facts.kind === "failed"
        ? db.selectFrom("account_operation").select(["person_id", "reason"]).where("id", "=", facts.operationId)
        : null;
  const row = await asked?.executeTakeFirst();
  return row ? { ...none, asker: await personName(db, row.person_id), reason: row.reason } : none;
}

/** Writes down how a try ended; what is given up is in the log. */
async function record({ database, logger, now }: DeliveryTerms, row: NoticeRow, result: Delivery): Promise<void> {
  const at = instant(now());
  const tries = row.tries + 1;
  if (result.kind === "delivered") {
    await database.transaction((tx) => endNotice(tx, row.id, "sent", at, null));
    return;
  }
  // The process ends: the same try is made by whoever comes next.
  if (result.failure === "stopped") {
    await database.transaction((tx) => delayNotice(tx, row.id, at, result.failure));
    return;
  }
  const pauseMs = result.kind === "gone" ? null : noticePauseMs(tries);
  const said = { notice: row.id, kind: row.kind, tries, failure: result.failure };
  if (pauseMs !== null) {
    logger.warn(said, "a notice could not be delivered and is tried again");
    await database.transaction((tx) => delayNotice(tx, row.id, later(at, pauseMs), result.failure));
    return;
  }
  logger.error(said, "a notice could not be delivered and is given up");
  await database.transaction(async (tx) => {
    await endNotice(tx, row.id, "given_up", at, result.failure);
    await appendAudit(
      tx,
      { person: null, system: "worker", payerUid: row.payer_uid as Uid, correlationId: row.id },
      {
        action: "notice.given_up",
        outcome: "failed",
        entity: `notice:${row.id}`,
        detail: { kind: row.kind, reader: row.reader, tries, failure: result.failure },
      },
    );
  });
}
