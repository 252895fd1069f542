"use client";

import { X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface Props {
  /** What the box with the tab stop says, in whole words. */
  readonly about: ReactNode;
  /** What came of the last act on a column; null: nothing, or it was closed. */
  readonly said: string | null;
  readonly onDismiss: () => void;
  readonly selected: number;
  readonly shown: number;
  readonly onClear: () => void;
}

/** The line under the grid: what is in focus, what was done last, what is selected. Its height never changes. */
export function MatrixLine({ about, said, onDismiss, selected, shown, onClear }: Props) {
  const t = useTranslations("matrix.line");
  const format = useFormatter();
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-surface px-3 py-1 text-sm sm:rounded-b-lg">
      <p
        role="status"
        className={said === null ? "sr-only" : "figures flex min-w-0 flex-1 items-center gap-2 font-medium"}
      >
        {said}
      </p>
      {said === null ? (
        <section aria-label={t("label")} className="min-w-0 flex-1 basis-40">
          {about}
        </section>
      ) : (
        <Button variant="quiet" size="small" onClick={onDismiss}>
          <X aria-hidden className="size-4" />
          {t("dismiss")}
        </Button>
      )}
      {selected === 0 ? null : (
        <p className="figures ml-auto flex items-center gap-2 whitespace-nowrap">
          <span className="font-medium" role="status">
            {t("selected", { count: format.number(selected), total: format.number(shown) })}
          </span>
          <Button variant="quiet" size="small" onClick={onClear}>
            {t("clear")}
          </Button>
        </p>
      )}
    </div>
  );
}
