"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { saveFile } from "@/components/exports/save-file";
import { Button } from "@/components/ui/button";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { RefusedRow } from "@/lib/domain/views/import";

/** The page holds so many at a time, however many there are. */
const pageSize = 50;

/** Every row that was not understood, by its number, with what is wrong: a page at a time, or all of them as a file. */
export function RefusedRows({ rows }: { readonly rows: readonly RefusedRow[] }) {
  const t = useTranslations("imports.refusedRows");
  const proposal = useTranslations("imports.proposal");
  const format = useFormatter();
  const sentence = useSentence();
  const [from, setFrom] = useState(0);
  const shown = rows.slice(from, from + pageSize);
  const save = () => {
    const quoted = (text: string) => `"${inert(text).replaceAll('"', '""')}"`;
    const lines = [[proposal("row"), t("what")], ...rows.map((row) => [String(row.row), sentence(row)])];
    const text = lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
    saveFile(t("fileName"), new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  };
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="mr-auto grid">
          <h3 className="font-medium">{t("title", { count: rows.length })}</h3>
          <p className="text-ink-2">{t("text")}</p>
        </div>
        <Button onClick={save}>
          <Download aria-hidden className="size-4" />
          {t("save")}
        </Button>
      </div>
      <Table label={t("title", { count: rows.length })}>
        <thead>
          <tr>
            <HeadCell>{proposal("row")}</HeadCell>
            <HeadCell className="w-full">{t("what")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.row}>
              <Cell className="figures text-ink-2">{format.number(row.row)}</Cell>
              <Cell className="break-words">{sentence(row)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.length <= pageSize ? null : (
        <nav aria-label={t("pages")} className="flex flex-wrap items-center justify-end gap-2">
          <p role="status" className="figures mr-auto text-sm text-ink-2">
            {t("range", {
              from: format.number(from + 1),
              to: format.number(from + shown.length),
              count: format.number(rows.length),
            })}
          </p>
          <Button disabled={from === 0} onClick={() => setFrom(from - pageSize)}>
            {t("previous")}
          </Button>
          <Button disabled={from + pageSize >= rows.length} onClick={() => setFrom(from + pageSize)}>
            {t("next")}
          </Button>
        </nav>
      )}
    </div>
  );
}

function useSentence(): (row: RefusedRow) => string {
  const t = useTranslations("imports");
  const words = useTranslations("words.permission");
  return ({ fault, cell, code, other }) =>
    t(`rowFault.${fault}`, {
      cell,
      other: String(other ?? ""),
      column: code === null ? t("heading.wanted") : words(code),
    });
}

/** The sentences quote cells: none of them may become a formula where the list is opened. */
const inert = (text: string): string => (/^[\s\p{Z}\p{C}]*[=+\-@]/u.test(text) ? `'${text}` : text);
