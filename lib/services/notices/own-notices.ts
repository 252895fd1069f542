import { appendAudit } from "@/lib/db/queries/audit";
import { mutedKinds, setMuted } from "@/lib/db/queries/notices";
import { personById } from "@/lib/db/queries/people";
import { languageOf } from "@/lib/domain/locale";
import { type NoticeKind, noticeKinds } from "@/lib/domain/notice";
import type { OwnNotices } from "@/lib/domain/views/notices";
import { type PersonalContext, personalAuthor } from "@/lib/services/context";

/** What the person is told of by mail, and in which language. */
export async function ownNotices(context: PersonalContext): Promise<OwnNotices> {
  const db = context.database.read;
  const muted = await mutedKinds(db, context.actor.id);
  const person = await personById(db, context.actor.id);
  return {
    language: languageOf(person?.language ?? null),
    kinds: noticeKinds.map((kind) => ({ kind, told: !muted.includes(kind) })),
  };
}

/** Has the person told, or not told, of a kind from now on; what waits to be sent to them is not sent either. */
export async function chooseNotice(
  context: PersonalContext,
  { kind, told }: { readonly kind: NoticeKind; readonly told: boolean },
): Promise<null> {
  await context.database.transaction(async (tx) => {
    const changed = await setMuted(tx, context.actor.id, kind, !told);
    await appendAudit(tx, personalAuthor(context), {
      action: "notice.choose",
      entity: `person:${context.actor.id}`,
      detail: { kind, told, changed },
    });
  });
  return null;
}
