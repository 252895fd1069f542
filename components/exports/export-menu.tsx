"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FilterMenu } from "@/components/data-table/filter-menu";
import { useExport } from "@/components/exports/use-export";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import type { RelationId } from "@/lib/domain/ids";
import { type ExportFormat, exportFormats } from "@/lib/domain/views/export";

interface MenuProps {
  readonly label: string;
  readonly rows: number;
  readonly pathOf: (format: ExportFormat) => string;
  readonly selection?: readonly RelationId[] | null;
  /** What else is to be chosen first. */
  readonly children?: ReactNode;
}

/** Saves something as a file in either format; says how many rows that will be, and how it went. */
export function ExportMenu({ label, rows, pathOf, selection = null, children }: MenuProps) {
  const t = useTranslations("exports");
  const { state, start, cancel } = useExport();
  return (
    <FilterMenu label={label} icon={<Download aria-hidden className="size-4" />} chosen={null} align="end">
      <div className="grid max-w-80 gap-3">
        {children}
        {exportFormats.map((format) => (
          <div key={format} className="grid gap-1">
            <Button
              disabled={state.step === "running"}
              aria-describedby={`export-${format}`}
              onClick={() => void start(pathOf(format), rows, selection)}
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
