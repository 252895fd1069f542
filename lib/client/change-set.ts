"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { ChangeSetView, ReceiptView } from "@/lib/domain/views/change-set";

/** Whether a receipt may still become another one: on its way, waiting for the member, or not settled. */
export const isOpen = ({ progress, outcome }: ReceiptView): boolean =>
  progress !== null || outcome === "awaiting_member" || outcome === "not_confirmed";

/**
 * A change set, live: GET /api/change-sets/[id]?since=version waits up to five seconds for a newer version, and is
 * asked again at once while a receipt is open.
 */
export function useChangeSet(first: ChangeSetView) {
  const client = useQueryClient();
  const { account, at } = useDeskApi();
  const key = ["change-set", first.id, account] as const;
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const seen = client.getQueryData<ChangeSetView>(key)?.version ?? first.version;
      return getJson<ChangeSetView>(at(`/api/change-sets/${encodeURIComponent(first.id)}?since=${seen}`), signal);
    },
    initialData: first,
    refetchInterval: ({ state }) => {
      if (!state.data?.receipts.some(isOpen)) return false;
      return state.status === "error" ? 3_000 : 10;
    },
    retry: retryRead,
  });
}
