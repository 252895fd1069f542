"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useId, useState } from "react";
import { ReceiptDetails } from "@/components/changes/receipt-details";
import { ReceiptResult } from "@/components/changes/receipt-result";
import { Pagination } from "@/components/data-table/pagination";
import { DeskLink } from "@/components/shell/desk-link";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { parseResult, type Result, results } from "@/lib/domain/receipt-query";
import {
  type ChangeSetView,
  outcomes,
  progresses,
  type ReceiptQuery,
  type ReceiptView,
  receiptsAtOnce,
} from "@/lib/domain/views/change-set";

interface Props {
  readonly set: ChangeSetView;
  readonly query: ReceiptQuery;
  readonly onQuery: (query: ReceiptQuery) => void;
}

/** A row per change: what, whose, how it ended; the evidence opens under it. Many are shown a page at a time. */
export function ReceiptsTable({ set, query, onQuery }: Props) {
  const t = useTranslations("changes.receipts");
  const { receipts, matching, pages } = set;
  return (
    <>
      <ResultFilter set={set} query={query} onQuery={onQuery} />
      <table className="block w-full md:table">
        <thead className="hidden md:table-header-group">
          <tr className="text-left text-sm text-ink-2 *:border-b *:border-line *:px-3 *:py-2 *:font-medium">
            <th scope="col">{t("column.change")}</th>
            <th scope="col">{t("column.member")}</th>
            <th scope="col">{t("column.result")}</th>
            <td className="w-10" />
          </tr>
        </thead>
        <tbody className="block md:table-row-group">
          {receipts.map((receipt) => (
            <Receipt key={receipt.changeId} receipt={receipt} />
          ))}
        </tbody>
      </table>
      {matching === 0 ? <p className="px-4 py-6 text-center text-ink-2">{t("none")}</p> : null}
      {pages < 2 ? null : (
        <div className="border-t border-line px-4 py-2">
          <Pagination
            page={set.query.page}
            pages={pages}
            pageSize={receiptsAtOnce}
            total={matching}
            onPage={(page) => onQuery({ ...query, page })}
          />
        </div>
      )}
    </>
  );
}

/** Shows the receipts that ended alike; with one way there is nothing to choose. */
function ResultFilter({ set, query, onQuery }: Props) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const id = useId();
  const ways = results.filter((result) => (set.totals[result] ?? 0) > 0);
  if (ways.length < 2 && query.result === null) return null;
  const wordOf = (result: Result) => {
    const outcome = outcomes.find((known) => known === result);
    const progress = progresses.find((known) => known === result);
    return outcome ? words(`outcome.${outcome}`) : words(`progress.${progress ?? "queued"}`);
  };
  return (
    <div className="flex items-center gap-2 border-b border-line px-4 py-2">
      <label htmlFor={id} className="text-sm text-ink-2">
        {t("show")}
      </label>
      <Select
        id={id}
        value={query.result ?? ""}
        onChange={(event) => onQuery({ result: parseResult(event.target.value), page: 1 })}
      >
        <option value="">{t("all", { count: set.changes })}</option>
        {results
          .filter((result) => ways.includes(result) || result === query.result)
          .map((result) => (
            <option key={result} value={result}>
              {t("ended", { result: wordOf(result), count: set.totals[result] ?? 0 })}
            </option>
          ))}
      </Select>
    </div>
  );
}

function Receipt({ receipt }: { readonly receipt: ReceiptView }) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const [open, setOpen] = useState(false);
  const details = useId();
  const label = words(`permission.${receipt.code}`);
  return (
    <Fragment>
      <tr className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 border-t border-line px-4 py-3 first:border-t-0 md:table-row md:*:border-t md:*:border-line md:*:px-3 md:*:py-2 md:*:align-top md:first:*:border-t-0">
        <th scope="row" className="text-left font-normal">
          <span className="font-medium">{label}</span>
          <span className="block text-sm text-ink-2">{words(`direction.${receipt.direction}`)}</span>
        </th>
        <td className="col-start-1">
          <DeskLink
            href={`/members/${receipt.relationId}`}
            className="underline-offset-2 hover:text-accent hover:underline"
          >
            {receipt.name}
          </DeskLink>
          <span className="block font-mono text-xs text-ink-2">{receipt.uid}</span>
        </td>
        <td className="col-start-1 md:w-[45%]">
          <ReceiptResult receipt={receipt} />
        </td>
        <td className="col-start-2 row-start-1">
          <Button
            variant="quiet"
            size="small"
            aria-expanded={open}
            aria-controls={details}
            aria-label={t("detailsOf", { label, name: receipt.name })}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight aria-hidden className={`size-4 transition-transform ${open ? "rotate-90" : ""}`} />
            {t("details")}
          </Button>
        </td>
      </tr>
      <tr id={details} hidden={!open} className={open ? "block bg-sunken px-4 md:table-row" : ""}>
        <td colSpan={4} className="block md:table-cell md:px-3">
          {open ? <ReceiptDetails receipt={receipt} /> : null}
        </td>
      </tr>
    </Fragment>
  );
}
