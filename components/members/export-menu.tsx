"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FilterMenu } from "@/components/data-table/filter-menu";
import { useExport } from "@/components/members/use-export";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import type { RelationId } from "@/lib/domain/ids";
import { exportFormats } from "@/lib/domain/views/export";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly query: MemberQuery;
  /** Rows that match the query, on all pages. */
  readonly matching: number;
  readonly selected: ReadonlySet<RelationId>;
}

/** Saves the list, or what is selected in it, as a file; says how many rows that will be. */
export function ExportMenu({ query, matching, selected }: Props) {
  const t = useTranslations("exports");
  const { state, start, cancel } = useExport();
  const [whole, setWhole] = useState(false);
  const selection = selected.size > 0 && !whole ? [...selected] : null;
  const rows = selection?.length ?? matching;
  return (
    <FilterMenu label={t("button")} icon={<Download aria-hidden className="size-4" />} chosen={null} align="end">
      <div className="grid max-w-80 gap-3">
        {selected.size === 0 ? null : (
          <fieldset className="grid gap-1">
            <legend className="mb-1 text-sm font-medium">{t("what")}</legend>
            {[false, true].map((isWhole) => (
              <label key={String(isWhole)} className="flex min-h-6 items-center gap-2">
                <input type="radio" name="what" checked={whole === isWhole} onChange={() => setWhole(isWhole)} />
                {isWhole ? t("matching", { count: matching }) : t("selected", { count: selected.size })}
              </label>
            ))}
          </fieldset>
        )}
        {exportFormats.map((format) => (
          <div key={format} className="grid gap-1">
            <Button
              disabled={state.step === "running"}
              aria-describedby={`export-${format}`}
              onClick={() => void start(query, format, { selection, rows })}
            >
              {t(format, { count: rows })}
            </Button>
            <p id={`export-${format}`} className="text-sm text-ink-2">
              {t(`${format}Note`)}
            </p>
          </div>
        ))}
        {state.step === "running" ? (
          <Button variant="quiet" onClick={cancel}>
            {t("cancel")}
          </Button>
        ) : null}
        <p role="status" className="figures text-sm break-words empty:hidden">
          {state.step === "running"
            ? t("running", { count: state.rows })
            : state.step === "done"
              ? t("done", { file: state.file })
              : state.step === "cancelled"
                ? t("cancelled")
                : null}
        </p>
        <p role="alert" className="text-sm text-bad empty:hidden">
          {state.step === "refused" ? (
            <ErrorText error={state.error} of="read" />
          ) : state.step === "broken" ? (
            t("broken")
          ) : null}
        </p>
      </div>
    </FilterMenu>
  );
}
