"use client";

import { type QueryClient, useIsMutating, useQuery } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { DraftView } from "@/lib/domain/views/change-set";

// A page is about one account, so below this there is one draft.
const draftKey = ["draft"] as const;

/** The person's one draft with its plan as of now, from GET /api/change-sets/draft; `null` when nothing is pending. */
export function useDraft(first: DraftView | null) {
  const { account, at } = useDeskApi();
  return useQuery({
    queryKey: [...draftKey, account],
    queryFn: ({ signal }) => getJson<DraftView | null>(at("/api/change-sets/draft"), signal),
    initialData: first,
    staleTime: 5_000,
    retry: retryRead,
  });
}

/** Puts in place what an action answered, so that every page shows the same pending changes at once. */
export const draftIs = (client: QueryClient, draft: DraftView | null): void => {
  client.setQueriesData<DraftView | null>({ queryKey: draftKey }, draft);
};

export const draftChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: draftKey });

/** Whether a tick is on its way to the draft: what is shown of the draft is about to change. */
export const useDraftIsMoving = (): boolean => useIsMutating({ mutationKey: draftKey }) > 0;

/** Whether no other tick follows the one that has just been answered. */
export const isLastTick = (client: QueryClient): boolean => client.isMutating({ mutationKey: draftKey }) <= 1;
