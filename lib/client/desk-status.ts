"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { DeskStatus } from "@/lib/domain/views/desk";

/** What the desk knows of the account and of the sweep, from GET /api/status: often while a sweep runs. */
export function useDeskStatus(first: DeskStatus) {
  return useQuery({
    queryKey: ["desk-status"],
    queryFn: ({ signal }) => getJson<DeskStatus>("/api/status", signal),
    initialData: first,
    staleTime: 1_000,
    refetchInterval: ({ state }) => (state.data?.sweep?.status === "running" ? 1_000 : 5_000),
    retry: retryRead,
  });
}
