import { randomUUID } from "node:crypto";
import { appendAudit } from "@/lib/db/queries/audit";
import { insertNotices, noticesOf, webhookReader } from "@/lib/db/queries/notices";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant } from "@/lib/domain/ids";
import { noticeKinds, noticeStates } from "@/lib/domain/notice";
import type { NoticesView } from "@/lib/domain/views/notices";
import type { NoticeSettings } from "@/lib/env/notices";
import { authorise, authorOf, type Context } from "@/lib/services/context";

const shown = 20;

/** How notices of the account leave the desk, and how the newest fared. Throws `forbidden`. */
export async function deskNotices(context: Context, { mail, webhook }: NoticeSettings): Promise<NoticesView> {
  authorise(context, "settings.read");
  const { newest, waiting, givenUp } = await noticesOf(context.database.read, context.payer, shown);
  return {
    mailFrom: mail?.from ?? null,
    webhookHost: webhook && new URL(webhook.address).host,
    waiting,
    givenUp,
    newest: newest.map((row) => ({
      id: row.id,
      kind: noticeKinds.find((kind) => kind === row.kind) ?? "test",
      reader: row.reader === webhookReader ? null : (row.name ?? ""),
      foundAt: row.found_at as Instant,
      state: noticeStates.find((state) => state === row.state) ?? "dropped",
      tries: row.tries,
      dueAt: row.due_at as Instant,
      failure: row.failure,
    })),
  };
}

/**
 * Sends a test to the person and to the webhook, as far as these are on; how it fares stands in `deskNotices`. Throws
 * `forbidden`, and `conflict` when neither is on.
 */
export async function testNotices(context: Context, { mail, webhook }: NoticeSettings): Promise<null> {
  authorise(context, "settings.write");
  const readers = [...(mail ? [context.actor.id] : []), ...(webhook ? [webhookReader] : [])];
  if (readers.length === 0) throw new AppError("conflict");
  await context.database.transaction(async (tx) => {
    const at = instant(context.now());
    await insertNotices(tx, { payer: context.payer, subject: randomUUID(), facts: { kind: "test" }, readers, at });
    await appendAudit(tx, authorOf(context), {
      action: "notice.test",
      entity: `account:${context.payer}`,
      detail: { mail: mail !== null, webhook: webhook !== null },
    });
  });
  return null;
}
