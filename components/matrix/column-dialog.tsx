"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorText } from "@/components/ui/error-text";
import type { ErrorView } from "@/lib/domain/errors";
import type { ColumnSummary } from "@/lib/domain/matrix-cells";
import { catalogue, type PermissionCode } from "@/lib/domain/permission-catalogue";

interface Props {
  readonly code: PermissionCode;
  readonly summary: ColumnSummary;
  readonly ofSelection: boolean;
  readonly running: boolean;
  readonly failure: { readonly error: ErrorView | null } | null;
  readonly onWant: (wanted: boolean) => void;
  readonly onClose: () => void;
}

/** Asks before a whole column is ticked or unticked: for how many, for how many not, in numbers on the button. */
export function ColumnDialog({ code, summary, ofSelection, running, failure, onWant, onClose }: Props) {
  const t = useTranslations("matrix.many");
  const words = useTranslations("words");
  const back = useRef<HTMLButtonElement>(null);
  const { group } = catalogue[code];
  const unknown = summary.rows - summary.on.already - summary.off.already;
  const ways = [
    ["untick", summary.off, false],
    ["tick", summary.on, true],
  ] as const;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      initialFocus={back}
      title={words(`permission.${code}`)}
      description={t(ofSelection ? "inSelection" : "inView", { count: summary.rows })}
      footer={
        <>
          <Button ref={back} onClick={onClose}>
            {t("cancel")}
          </Button>
          {ways.map(([way, { change, blocked }, wanted]) =>
            change === 0 ? null : (
              <Button
                key={way}
                variant={wanted === (summary.checked !== true) ? "primary" : "plain"}
                disabled={running}
                onClick={() => onWant(wanted)}
              >
                {running ? t("running") : t(way, { change, blocked })}
              </Button>
            ),
          )}
        </>
      }
    >
      <div className="grid gap-3">
        {failure === null ? null : (
          <Banner tone="bad" role="alert" title={<ErrorText error={failure.error} of="action" />} />
        )}
        <p>
          <span className="font-medium">{words(`group.${group}`)}</span>{" "}
          <span className={group === "member_may_not" ? "text-warn" : "text-ink-2"}>
            ({words(`groupNote.${group}`)})
          </span>
        </p>
        <ul className="figures grid gap-1 text-ink-2">
          <li>{t("now.tick", { count: summary.on.already })}</li>
          <li>{t("now.untick", { count: summary.off.already })}</li>
          {unknown === 0 ? null : <li>{t("now.unknown", { count: unknown })}</li>}
          {Math.max(summary.on.blocked, summary.off.blocked) === 0 ? null : <li>{t("blocked")}</li>}
        </ul>
        <p className="text-ink-2">{t("note")}</p>
      </div>
    </Dialog>
  );
}
