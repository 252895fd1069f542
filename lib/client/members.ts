"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson, retryRead } from "@/lib/client/get-json";
import { memberQueryString } from "@/lib/domain/member-query";
import type { MemberQuery, MembersPage } from "@/lib/domain/views/member";

/** GET /api/members, with the parameters of `memberQueryString`. */
const membersAddress = (queryString: string): string => `/api/members${queryString && `?${queryString}`}`;

const membersKey = (queryString: string) => ["members", queryString] as const;

/** The view that the server painted first. */
export interface FirstMembers {
  readonly queryString: string;
  readonly page: MembersPage;
}

/**
 * The page of the list that a query asks for. The last rows stay while the next are on their way.
 * `everyMs`: how often to look again while the page is open.
 */
export function useMembers(query: MemberQuery, first: FirstMembers, everyMs: number) {
  const queryString = memberQueryString(query);
  return useQuery({
    queryKey: membersKey(queryString),
    queryFn: ({ signal }) => getJson<MembersPage>(membersAddress(queryString), signal),
    initialData: queryString === first.queryString ? first.page : undefined,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    refetchInterval: everyMs,
    retry: retryRead,
  });
}
