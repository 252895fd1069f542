"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import { writeReceiptQuery } from "@/lib/domain/receipt-query";
import type { ChangeSetView, ReceiptQuery } from "@/lib/domain/views/change-set";

/** Changes that may still become something else: on their way, waiting for the member, or not settled. */
const open = ["queued", "sending", "checking", "awaiting_member", "not_confirmed"] as const;

/** Whether any change of the set may still become something else. */
export const isOpen = ({ totals }: Pick<ChangeSetView, "totals">): boolean =>
  open.some((result) => (totals[result] ?? 0) > 0);

/** Above this, a set is looked at twice a second, not at each of its receipts. */
const fewChanges = 200;

/**
 * A change set and a page of its receipts, live: GET /api/change-sets/[id]?since=version waits up to five seconds for a
 * newer version, and is asked again at once while a change is open.
 */
export function useChangeSet(first: ChangeSetView, query: ReceiptQuery) {
  const client = useQueryClient();
  const { account, at } = useDeskApi();
  const key = ["change-set", first.id, account, query.result, query.page] as const;
  const isFirst = query.result === first.query.result && query.page === first.query.page;
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(writeReceiptQuery(query));
      const seen = client.getQueryData<ChangeSetView>(key)?.version;
      if (seen !== undefined) params.set("since", String(seen));
      return getJson<ChangeSetView>(at(`/api/change-sets/${encodeURIComponent(first.id)}?${params}`), signal);
    },
    ...(isFirst ? { initialData: first } : {}),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      if (!state.data || !isOpen(state.data)) return false;
      if (state.status === "error") return 3_000;
      return state.data.changes > fewChanges ? 500 : 10;
    },
    retry: retryRead,
  });
}
