"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { KnownFacts } from "@/lib/domain/views/member";

const none: KnownFacts = { owners: [], costCentres: [], tags: [] };

/** What is in use already, from GET /api/facts; read when somebody is about to name one. A help: without it one types. */
export function useKnownFacts(): KnownFacts {
  const { account, at } = useDeskApi();
  const { data } = useQuery({
    queryKey: ["facts", account],
    queryFn: ({ signal }) => getJson<KnownFacts>(at("/api/facts"), signal),
    staleTime: 30_000,
    retry: retryRead,
  });
  return data ?? none;
}
