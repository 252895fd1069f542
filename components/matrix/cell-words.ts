"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { CodeStatus } from "@/lib/domain/observed";
import { catalogue, type PermissionCode } from "@/lib/domain/permission-catalogue";
import type { CellMark } from "@/lib/domain/views/matrix";
import type { BlockReason } from "@/lib/domain/views/member";

/** All that a cell says. */
export interface CellFacts {
  readonly status: CodeStatus;
  readonly mark: CellMark;
  readonly wanted: boolean | undefined;
  readonly block: BlockReason | null;
  readonly isOld: boolean;
}

/** What a cell says in words; one that is simply on or off says nothing beyond its box, unless `whole`. */
export type CellWords = (code: PermissionCode, facts: CellFacts, whole?: boolean) => string;

/** The words for cells. Each sentence is made once: a page has hundreds of cells and few different ones. */
export function useCellWords(): CellWords {
  const t = useTranslations("matrix");
  const words = useTranslations("words");
  const box = useTranslations("relation.permissions");
  const age = useTranslations("common.age");
  return useMemo(() => {
    const said = new Map<string, string>();
    const say: CellWords = (code, { status, mark, wanted, block, isOld }, whole = false) => {
      const { group } = catalogue[code];
      const observed =
        status !== "unknown"
          ? box(`${status}.${group}`)
          : block === "never_read"
            ? t("cell.neverRead")
            : box("unknown");
      const parts = [
        ...(wanted === undefined
          ? whole || status === "unknown"
            ? [observed]
            : []
          : [box("pending", { before: observed, after: box(`${wanted ? "on" : "off"}.${group}`) })]),
        ...(mark === "none" ? [] : [t(`mark.${mark}`)]),
        ...(isOld ? [age("old")] : []),
        ...(block !== null && wanted === undefined ? [t("cell.blocked", { why: words(`blockReason.${block}`) })] : []),
      ];
      return parts.join(" · ");
    };
    return (code, facts, whole) => {
      const key = [code, ...Object.values(facts), whole].join(" ");
      const known = said.get(key);
      if (known !== undefined) return known;
      const text = say(code, facts, whole);
      said.set(key, text);
      return text;
    };
  }, [t, words, box, age]);
}
