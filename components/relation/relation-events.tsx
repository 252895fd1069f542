"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { EventText } from "@/components/relation/event-text";
import { DeskLink } from "@/components/shell/desk-link";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import type { RelationEvent } from "@/lib/domain/views/member";

const shownFirst = 12;

/** What changed on the relation and when, newest first, and whose change it was. */
export function RelationEvents({ events }: { readonly events: readonly RelationEvent[] }) {
  const t = useTranslations("relation.events");
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, shownFirst);
  const whose = (event: RelationEvent): string => {
    if (event.kind === "ours") return event.by === null ? t("system") : t("ours", { who: event.by });
    // Coming into the list says nothing about who linked the account, or when.
    return event.kind === "outside" && event.subject === "listed" ? t("byList") : t(event.kind);
  };
  return (
    <section aria-labelledby="events" className="grid content-start gap-2">
      <h2 id="events" className="text-lg font-semibold">
        {t("title")}
      </h2>
      {events.length === 0 ? <p className="text-ink-2">{t("none")}</p> : null}
      <ol className={`grid gap-3 border-l border-line pl-4 ${events.length === 0 ? "hidden" : ""}`}>
        {shown.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events of one moment differ in nothing else
          <li key={`${event.at} ${event.subject} ${index}`} className="grid gap-0.5">
            <span className="text-sm text-ink-2">
              <Time at={event.at} />
            </span>
            <EventText event={event} />
            <span className={`text-sm ${event.kind === "ours" ? "text-ink-2" : "text-warn"}`}>
              {whose(event)}
              {event.changeSetId === null ? null : (
                <>
                  {" · "}
                  <DeskLink href={`/changes/${event.changeSetId}`} className="text-accent underline underline-offset-2">
                    {t("changeSet")}
                  </DeskLink>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {events.length > shown.length ? (
        <Button variant="quiet" className="justify-self-start" onClick={() => setAll(true)}>
          {t("more", { count: events.length })}
        </Button>
      ) : null}
    </section>
  );
}
