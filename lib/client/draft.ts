"use client";

import { type QueryClient, useInfiniteQuery, useIsMutating, useQuery } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { DraftView, PlannedRelation, WantedInDraft } from "@/lib/domain/views/change-set";

// A page is about one account, so below this there is one draft.
const draftKey = ["draft"] as const;
const wantedKey = ["wanted"] as const;

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

/** The relations of a draft beyond its first hundred, a page at a time, and how to get the next one. */
export function useMoreRelations(draft: DraftView) {
  const { account, at } = useDeskApi();
  const pages = useInfiniteQuery({
    // Another hash is another plan: its pages are fetched anew.
    queryKey: ["draft-relations", account, draft.id, draft.hash],
    queryFn: ({ signal, pageParam }) =>
      getJson<{ readonly hash: string; readonly relations: readonly PlannedRelation[] }>(
        at(`/api/change-sets/draft/relations?page=${pageParam}`),
        signal,
      ),
    initialPageParam: 2,
    getNextPageParam: (_, all) => all.length + 2,
    enabled: false,
    retry: retryRead,
  });
  return {
    relations: (pages.data?.pages ?? []).flatMap(({ relations }) => relations),
    // Without data the first fetch is of page 2; afterwards of the page that follows.
    more: () => void (pages.data === undefined ? pages.refetch() : pages.fetchNextPage()),
    running: pages.isFetching,
    failed: pages.isError,
  };
}

/** What the person's draft wants of each code, for a page that shows many members; follows every tick. */
export function useWanted() {
  const { account, at } = useDeskApi();
  return useQuery({
    queryKey: [...wantedKey, account],
    queryFn: ({ signal }) => getJson<WantedInDraft | null>(at("/api/change-sets/draft/wanted"), signal),
    staleTime: 5_000,
    retry: retryRead,
  });
}

/** Puts in place what an action answered, so that every page shows the same pending changes at once. */
export const draftIs = (client: QueryClient, draft: DraftView | null): void => {
  client.setQueriesData<DraftView | null>({ queryKey: draftKey }, draft);
  void client.invalidateQueries({ queryKey: wantedKey });
};

export const draftChanged = async (client: QueryClient): Promise<void> => {
  await Promise.all([
    client.invalidateQueries({ queryKey: draftKey }),
    client.invalidateQueries({ queryKey: wantedKey }),
  ]);
};

/** Whether a tick is on its way to the draft: what is shown of the draft is about to change. */
export const useDraftIsMoving = (): boolean => useIsMutating({ mutationKey: draftKey }) > 0;

/** Whether no other tick follows the one that has just been answered. */
export const isLastTick = (client: QueryClient): boolean => client.isMutating({ mutationKey: draftKey }) <= 1;
