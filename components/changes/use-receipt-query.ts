"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { readReceiptQuery, writeReceiptQuery } from "@/lib/domain/receipt-query";
import type { ReceiptQuery } from "@/lib/domain/views/change-set";

const parsers = { result: parseAsString, page: parseAsString };

/** Which receipts the address says, and how to see others: a link is a view, and back is the view before. */
export function useReceiptQuery(): readonly [ReceiptQuery, (query: ReceiptQuery) => void] {
  const [params, write] = useQueryStates(parsers, { history: "push" });
  const set = (query: ReceiptQuery) => {
    const { result = null, page = null } = writeReceiptQuery(query);
    void write({ result, page });
  };
  return [readReceiptQuery(params), set];
}
