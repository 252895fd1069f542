"use client";

import { useTranslations } from "next-intl";
import { EventValue } from "@/components/relation/event-value";
import type { RelationEvent } from "@/lib/domain/views/member";

const subjects = [
  "permission",
  "permission_times",
  "state",
  "type",
  "uid",
  "counterpart",
  "account_name",
  "nickname",
  "setup_time",
  "start_time",
  "end_time",
  "listed",
] as const;

/** One difference in words: what, and from what to what. */
export function EventText({
  event,
}: {
  readonly event: Pick<RelationEvent, "subject" | "code" | "rawCode" | "before" | "after">;
}) {
  const t = useTranslations("relation.events");
  const words = useTranslations("words");
  const subject = subjects.find((known) => known === event.subject);
  const what = event.code
    ? words(`permission.${event.code}`)
    : event.rawCode !== null
      ? t("rawPermission", { raw: event.rawCode })
      : subject
        ? words(`eventSubject.${subject}`)
        : event.subject;
  return (
    <span className="min-w-0 break-words">
      <span className="font-medium">{what}</span>: <EventValue subject={event.subject} value={event.before} /> →{" "}
      <EventValue subject={event.subject} value={event.after} />
    </span>
  );
}
