"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";

interface Props {
  readonly page: number;
  readonly pages: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
  /** The sizes to choose from; without them there is one. */
  readonly sizes?: { readonly all: readonly number[]; readonly onChoose: (size: number) => void };
}

/** Which rows of how many are shown, and the way to the others. */
export function Pagination({ page, pages, pageSize, total, onPage, sizes }: Props) {
  const t = useTranslations("members.page");
  const format = useFormatter();
  const rows = useId();
  const from = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const range = {
    from: format.number(from),
    to: format.number(Math.min(page * pageSize, total)),
    total: format.number(total),
  };
  return (
    <nav aria-label={t("navigation")} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="figures text-sm text-ink-2">{t("range", range)}</p>
      <div className="flex items-center gap-2">
        {sizes === undefined ? null : (
          <>
            <label htmlFor={rows} className="text-sm text-ink-2">
              {t("rows")}
            </label>
            <Select id={rows} value={pageSize} onChange={(event) => sizes.onChoose(Number(event.target.value))}>
              {sizes.all.map((size) => (
                <option key={size} value={size}>
                  {size}
                </option>
              ))}
            </Select>
          </>
        )}
        <Button disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <ChevronLeft aria-hidden className="size-4" />
          {t("previous")}
        </Button>
        <Button disabled={page >= pages} onClick={() => onPage(page + 1)}>
          {t("next")}
          <ChevronRight aria-hidden className="size-4" />
        </Button>
      </div>
    </nav>
  );
}
