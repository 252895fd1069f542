"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ExportMenu } from "@/components/exports/export-menu";
import { memberExportPath } from "@/lib/client/export-file";
import type { RelationId } from "@/lib/domain/ids";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly query: MemberQuery;
  /** Rows that match the query, on all pages. */
  readonly matching: number;
  readonly selected: ReadonlySet<RelationId>;
}

/** Saves the list, or what is selected in it, as a file. */
export function MemberExport({ query, matching, selected }: Props) {
  const t = useTranslations("exports");
  const [whole, setWhole] = useState(false);
  const selection = selected.size > 0 && !whole ? [...selected] : null;
  return (
    <ExportMenu
      label={t("button")}
      rows={selection?.length ?? matching}
      pathOf={(format) => memberExportPath(query, format)}
      selection={selection}
    >
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
    </ExportMenu>
  );
}
