"use client";

import { keepPreviousData, type QueryClient, useQuery } from "@tanstack/react-query";
import { type DeskAddress, useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { RelationId } from "@/lib/domain/ids";
import { memberPageSizes, memberQueryString } from "@/lib/domain/member-query";
import type { MemberQuery, MemberRow, MembersPage } from "@/lib/domain/views/member";

/** GET /api/members, with the parameters of `memberQueryString`. */
export const membersAddress = (queryString: string): string => `/api/members${queryString && `?${queryString}`}`;

/** The view that the server painted first. */
export interface FirstMembers {
  readonly queryString: string;
  readonly page: MembersPage;
}

/** Why the list is looked at again soon: a sweep brings rows, or somebody waits for the answer about one of them. */
interface Moving {
  readonly sweeping: boolean;
  readonly isChecking: (rows: readonly MemberRow[]) => boolean;
}

/** The page of the list that a query asks for. The last rows stay while the next are on their way. */
export function useMembers(query: MemberQuery, first: FirstMembers, { sweeping, isChecking }: Moving) {
  const queryString = memberQueryString(query);
  const { account, at } = useDeskApi();
  return useQuery({
    queryKey: ["members", queryString, account],
    queryFn: ({ signal }) => getJson<MembersPage>(at(membersAddress(queryString)), signal),
    initialData: queryString === first.queryString ? first.page : undefined,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    refetchInterval: ({ state }) => (isChecking(state.data?.rows ?? []) ? 800 : sweeping ? 2_500 : 20_000),
    retry: retryRead,
  });
}

/** After something that the rows show was written: local facts. */
export const membersChanged = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ queryKey: ["members"] });

/** The ids of every relation that a query matches, whatever its page; read page by page. Throws `RequestFailed`. */
export async function collectRelations(
  query: MemberQuery,
  at: (path: string) => DeskAddress,
): Promise<readonly RelationId[]> {
  const { signal } = new AbortController();
  const ids = new Set<RelationId>();
  const pageSize = Math.max(...memberPageSizes);
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const address = at(membersAddress(memberQueryString({ ...query, page, pageSize })));
    const answer = await getJson<MembersPage>(address, signal);
    for (const row of answer.rows) ids.add(row.relationId);
    pages = answer.pages;
  }
  return [...ids];
}
