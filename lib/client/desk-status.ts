"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { DeskStatus } from "@/lib/domain/views/desk";

/** What the desk knows of the account and of the sweep, from GET /api/status: often while a sweep runs. */
export function useDeskStatus(first: DeskStatus) {
  const { account, at } = useDeskApi();
  return useQuery({
    queryKey: ["desk-status", account],
    queryFn: ({ signal }) => getJson<DeskStatus>(at("/api/status"), signal),
    initialData: first,
    staleTime: 1_000,
    refetchInterval: ({ state }) => (state.data?.sweep?.status === "running" ? 1_000 : 5_000),
    retry: retryRead,
  });
}
