"use client";

import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useId } from "react";
import { Age } from "@/components/ui/age";
import { Badge } from "@/components/ui/badge";
import { ErrorText } from "@/components/ui/error-text";
import { Checkbox } from "@/components/ui/field";
import { Hint } from "@/components/ui/hint";
import { Time } from "@/components/ui/time";
import type { ErrorView } from "@/lib/domain/errors";
import type { Instant } from "@/lib/domain/ids";
import { catalogue } from "@/lib/domain/permission-catalogue";
import type { CodeView } from "@/lib/domain/views/member";

interface Props {
  readonly view: CodeView;
  /** Its group says already why none of its boxes can be ticked. */
  readonly reasonIsSaid: boolean;
  readonly checkedAt: Instant | null;
  readonly now: Instant;
  readonly freshForMs: number;
  readonly failure: { readonly error: ErrorView | null } | null;
  readonly onWant: (wanted: boolean) => void;
}

/** One permission: its box, what is observed, what is wanted instead, and why the box cannot be ticked. */
export function PermissionBox({ view, reasonIsSaid, checkedAt, now, freshForMs, failure, onWant }: Props) {
  const t = useTranslations("relation.permissions");
  const words = useTranslations("words");
  const id = useId();
  const { code, status, wanted, blocked } = view;
  const { group } = catalogue[code];
  const label = words(`permission.${code}`);
  const statusWord = status === "unknown" ? t("unknown") : t(`${status}.${group}`);
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3 border-t border-line px-4 py-2.5 first-of-type:border-t-0">
      <Checkbox
        id={id}
        className="mt-1"
        checked={wanted ?? status === "on"}
        ref={(box) => {
          if (box) box.indeterminate = status === "unknown" && wanted === null;
        }}
        // What is in the draft already can be taken out of it, even when it could not be ticked now.
        disabled={blocked !== null && wanted === null}
        aria-describedby={`${id}-facts`}
        onChange={(event) => onWant(event.target.checked)}
      />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <label htmlFor={id} className="font-medium">
            {label}
          </label>
          {wanted === null ? null : (
            <Badge tone="accent">
              {t("pending", { before: statusWord, after: t(`${wanted ? "on" : "off"}.${group}`) })}
            </Badge>
          )}
        </div>
        <div id={`${id}-facts`} className="text-sm text-ink-2">
          <span className={status === "on" ? "font-medium text-ink" : ""}>{statusWord}</span>
          <Span view={view} now={now} />
          {" · "}
          <Age at={checkedAt} now={now} freshForMs={freshForMs} sentence />
          {blocked === null || reasonIsSaid ? null : (
            <p className="text-warn">
              {words(`blockReason.${blocked}`)}
              {view.blockedUntil === null ? null : (
                <>
                  {" "}
                  {t("blockedUntil")} <Time at={view.blockedUntil} />
                </>
              )}
            </p>
          )}
        </div>
        {failure === null ? null : (
          <p role="alert" className="text-sm text-bad">
            {t("failed")}: <ErrorText error={failure.error} of="action" />
          </p>
        )}
      </div>
      <Origin view={view} label={label} />
    </div>
  );
}

/** Since when, until when; of one that is off, when it ended or is to start. */
function Span({ view, now }: { readonly view: CodeView; readonly now: Instant }) {
  const t = useTranslations("relation.permissions");
  const { status, since, until } = view;
  const over = status === "off" && until !== null && until <= now;
  const parts = [
    [since !== null && since > now ? "starts" : "since", over ? null : since],
    [over ? "ended" : "until", until],
  ] as const;
  return parts.map(([word, at]) =>
    at === null ? null : (
      <Fragment key={word}>
        {" · "}
        {t(word)} <Time at={at} />
      </Fragment>
    ),
  );
}

/** Where the label comes from, one hover or focus away. */
function Origin({ view, label }: { readonly view: CodeView; readonly label: string }) {
  const t = useTranslations("relation.permissions");
  const words = useTranslations("words");
  const lines = [
    `${t("code")}: ${view.code}`,
    `${t("rawCode")}: ${view.rawCode ?? t("notListed")}`,
    ...(view.upstreamName ? [`${t("upstreamName")}: ${view.upstreamName}`] : []),
    ...(view.source ? [`${t("source")}: ${words(`mappingSource.${view.source}`)}`] : []),
    ...(view.source === "derived" ? [t(view.proven ? "proven" : "notProven")] : []),
  ];
  return (
    <Hint
      text={lines.join("\n")}
      className="grid size-6 place-items-center self-start rounded text-ink-2 hover:text-ink"
    >
      <Info aria-hidden className="size-4" />
      <span className="sr-only">{t("details", { label })}</span>
    </Hint>
  );
}
