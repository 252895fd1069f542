"use client";

import { type QueryClient, useQuery } from "@tanstack/react-query";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import type { RelationId } from "@/lib/domain/ids";
import type { RelationView } from "@/lib/domain/views/member";

const relationKey = (relationId: RelationId) => ["relation", relationId] as const;

/** Whether something about the relation is on its way and will show within seconds. */
const isMoving = (view: RelationView): boolean =>
  view.checkPending ||
  view.records?.doneAt === null ||
  view.openChangeSets.length > 0 ||
  view.calibration?.step === "adding" ||
  view.calibration?.step === "removing";

/** One relation as stored, from GET /api/relations/[relationId]; asked for often while something of it moves. */
export function useRelation(first: RelationView) {
  const { relationId } = first.row;
  const { account, at } = useDeskApi();
  return useQuery({
    queryKey: [...relationKey(relationId), account],
    queryFn: ({ signal }) => getJson<RelationView>(at(`/api/relations/${relationId}`), signal),
    initialData: first,
    staleTime: 1_000,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 700 : 20_000),
    retry: retryRead,
  });
}

/** After something that may concern any relation: the draft was applied or thrown away. */
export const relationsChanged = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ queryKey: ["relation"] });

export const relationChanged = (client: QueryClient, relationId: RelationId): Promise<void> =>
  client.invalidateQueries({ queryKey: relationKey(relationId) });
