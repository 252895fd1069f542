"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { RelationId } from "@/lib/domain/ids";
import type { AccountOperationView, ActView } from "@/lib/domain/views/account-operation";

/** Whether the receipt may still become another one: on its way, waiting for somebody, or not settled. */
const isOpenOperation = ({ progress, outcome }: AccountOperationView): boolean =>
  progress !== null || outcome === "awaiting_member" || outcome === "not_confirmed" || outcome === "created_unseen";

/**
 * An account operation, live: GET /api/account-operations/[id]?since=version waits up to five seconds for a newer
 * version, and is asked again at once while the receipt is open.
 */
export function useAccountOperation(first: AccountOperationView) {
  const client = useQueryClient();
  const { account, at } = useDeskApi();
  const key = ["account-operation", first.id, account] as const;
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const seen = client.getQueryData<AccountOperationView>(key)?.version ?? first.version;
      const address = at(`/api/account-operations/${encodeURIComponent(first.id)}?since=${seen}`);
      return getJson<AccountOperationView>(address, signal);
    },
    initialData: first,
    refetchInterval: ({ state }) => {
      if (!state.data || !isOpenOperation(state.data)) return false;
      return state.status === "error" ? 3_000 : 10;
    },
    retry: retryRead,
  });
}

/** What can be done with a relation as a whole, from GET /api/account-operations/acts/[relationId]. */
export function useRelationActs(relationId: RelationId, first: readonly ActView[]) {
  const { account, at } = useDeskApi();
  return useQuery({
    // Below the relation's own key, so that what changes the relation has these asked for as well.
    queryKey: ["relation", relationId, "acts", account],
    queryFn: ({ signal }) => getJson<readonly ActView[]>(at(`/api/account-operations/acts/${relationId}`), signal),
    initialData: first,
    staleTime: 1_000,
    refetchInterval: 5_000,
    retry: retryRead,
  });
}
