"use client";

import { RefreshCw, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { useDeskApi } from "@/lib/client/desk-account";
import { collectRelations } from "@/lib/client/members";
import type { ErrorView } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly count: number;
  /** Rows that match the filters, on all pages. */
  readonly total: number;
  readonly query: MemberQuery;
  readonly onSelectAll: (ids: readonly RelationId[]) => void;
  readonly onClear: () => void;
  readonly onCheck: () => void;
  /** `null`: the person may not edit local facts. */
  readonly onFacts: (() => void) | null;
  /** `null`: the person may not ask for changes. */
  readonly onChange: (() => void) | null;
  readonly running: boolean;
  readonly failure: { readonly error: ErrorView | null } | null;
  /** How many were asked for last; `null`: none, or the note was closed. */
  readonly queued: number | null;
  readonly onDismiss: () => void;
}

/** What is selected over all pages and what can be done with it; afterwards, what was asked for. */
export function SelectionBar(props: Props) {
  const { count, total, query, onSelectAll, onClear, onCheck, onFacts, onChange, running, failure, queued, onDismiss } =
    props;
  const t = useTranslations("members");
  const format = useFormatter();
  const { at } = useDeskApi();
  const [collecting, setCollecting] = useState(false);
  const note = useRef<HTMLParagraphElement>(null);
  const asked = count === 0 && queued !== null;

  useEffect(() => {
    // The button that was pressed has gone with the selection.
    if (asked) note.current?.focus();
  }, [asked]);

  if (count === 0 && !asked) return null;
  const selectAll = () => {
    setCollecting(true);
    void collectRelations(query, at)
      .then(onSelectAll, () => undefined)
      .finally(() => setCollecting(false));
  };
  return (
    <section
      aria-label={t("selection.label")}
      className="sticky bottom-3 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised px-3 py-2 shadow-raised [body:has([data-pending])_&]:bottom-22 sm:[body:has([data-pending])_&]:bottom-17"
    >
      {asked ? (
        <p ref={note} tabIndex={-1} role="status" className="mr-auto">
          <span className="font-medium">{t("check.queued", { count: queued })}</span>{" "}
          <span className="text-ink-2">{t("check.queuedNote")}</span>
        </p>
      ) : (
        <p className="figures mr-auto font-medium">
          {t("selection.counted", { count: format.number(count), total: format.number(total) })}
        </p>
      )}
      {failure === null ? null : (
        <p role="alert" className="text-bad">
          <ErrorText error={failure.error} of="action" />
        </p>
      )}
      {asked ? (
        <Button variant="quiet" onClick={onDismiss}>
          <X aria-hidden className="size-4" />
          {t("check.dismiss")}
        </Button>
      ) : (
        <>
          {count < total ? (
            <Button variant="quiet" disabled={collecting} onClick={selectAll}>
              {collecting ? t("selection.collecting") : t("selection.all", { total: format.number(total) })}
            </Button>
          ) : null}
          <Button variant="quiet" onClick={onClear}>
            {t("selection.clear")}
          </Button>
          <Button disabled={running} onClick={onCheck}>
            <RefreshCw aria-hidden className="size-4" />
            {t("check.now")}
          </Button>
          {onFacts === null ? null : <Button onClick={onFacts}>{t("facts.button")}</Button>}
          {onChange === null ? null : (
            <Button variant="primary" onClick={onChange}>
              {t("change.button")}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
