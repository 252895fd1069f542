"use client";

import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { RelationId } from "@/lib/domain/ids";
import { pagelessQueryString } from "@/lib/domain/member-query";
import type { MatrixRow, MatrixView } from "@/lib/domain/views/matrix";
import type { MemberQuery } from "@/lib/domain/views/member";

// Among the relations: what may concern any of them concerns the matrix.
const matrixKey = ["relation", "matrix"] as const;

/** The view that the server painted first: its first rows, and how many there are. */
export interface FirstMatrix {
  readonly queryString: string;
  readonly view: MatrixView;
}

/** A view as it is known by now. */
interface KnownMatrix {
  /** Undefined: nothing of it has come yet. */
  readonly view: MatrixView | undefined;
  /** The search is not applied to it yet: it has every row of the other filters, and the page looks through them. */
  readonly isUnsearched: boolean;
  /** The rows of the view before are shown while these are on their way. */
  readonly isWaiting: boolean;
  /** Only the first rows have come; the others are on their way. */
  readonly isBeginning: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
}

/**
 * The whole matrix of a view, GET /api/matrix with the parameters of `memberQueryString`. All rows of its filters are kept
 * here, so that a search is found among them at each key; where there are too many, the server searches.
 */
export function useMatrix(
  query: MemberQuery,
  first: FirstMatrix,
  { sweeping }: { readonly sweeping: boolean },
): KnownMatrix {
  const { account, at } = useDeskApi();
  const unsearched = pagelessQueryString({ ...query, search: "" });
  const searched = pagelessQueryString(query);
  const client = useQueryClient();
  const read = (queryString: string) => ({
    queryKey: [...matrixKey, queryString, account],
    queryFn: async ({ queryKey, signal }: { queryKey: readonly string[]; signal: AbortSignal }) => {
      const view = await getJson<MatrixView>(at(`/api/matrix${queryString && `?${queryString}`}`), signal);
      return withKnownRows(view, client.getQueryData<MatrixView>(queryKey));
    },
    // The library would compare every value of ten thousand rows, whatever they are; this is a tenth of that.
    structuralSharing: false,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    refetchInterval: sweeping ? 5_000 : 20_000,
    retry: retryRead,
  });
  const all = useQuery(read(unsearched));
  const isTooMuch = all.data !== undefined && !all.isPlaceholderData && all.data.rows.length < all.data.matching;
  const byServer = isTooMuch && searched !== unsearched;
  const found = useQuery({ ...read(searched), enabled: byServer });
  const used = byServer ? found : all;
  const isBeginning = used.data === undefined && first.queryString === searched;
  return {
    view: isBeginning ? first.view : used.data,
    isUnsearched: !byServer && !isBeginning,
    isWaiting: used.isPlaceholderData,
    isBeginning,
    error: used.error,
    refetch: () => void used.refetch(),
  };
}

/** The same view with the rows that are known already, so that what hangs on a row stays with it. */
function withKnownRows(view: MatrixView, known: MatrixView | undefined): MatrixView {
  if (!known) return view;
  const byId = new Map(known.rows.map((row) => [row[0], row]));
  const rows = view.rows.map((row) => {
    const same = byId.get(row[0]);
    return same?.every((value, at) => value === row[at]) ? same : row;
  });
  const isSame = rows.length === known.rows.length && rows.every((row, at) => row === known.rows[at]);
  return { ...view, rows: isSame ? known.rows : rows };
}

/** Rows that are looked at again while something of them moves: GET /api/matrix/[relationIds]. */
export function useRowsInMotion(relationIds: readonly RelationId[]): void {
  const client = useQueryClient();
  const { account, at } = useDeskApi();
  const ids = relationIds.join(",");
  const { data } = useQuery({
    queryKey: ["matrix-rows", ids, account],
    queryFn: ({ signal }) => getJson<readonly MatrixRow[]>(at(`/api/matrix/${ids}`), signal),
    enabled: ids !== "",
    staleTime: 500,
    refetchInterval: 800,
    retry: retryRead,
  });
  useEffect(() => {
    if (data) putRows(client, data);
  }, [client, data]);
}

/** Puts newer rows in the place of the same ones, in whatever view they are. */
function putRows(client: QueryClient, rows: readonly MatrixRow[]): void {
  const byId = new Map(rows.map((row) => [row[0], row]));
  client.setQueriesData<MatrixView>({ queryKey: matrixKey }, (view) => {
    const isNews = view?.rows.some((row) => {
      const newer = byId.get(row[0]);
      return newer !== undefined && newer[4] + newer[5] !== row[4] + row[5];
    });
    return view && isNews ? { ...view, rows: view.rows.map((row) => byId.get(row[0]) ?? row) } : view;
  });
}
