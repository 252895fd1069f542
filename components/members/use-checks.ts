"use client";

import { useState } from "react";
import { type Action, useAction } from "@/lib/client/use-action";
import type { Instant, RelationId } from "@/lib/domain/ids";
import type { MemberRow } from "@/lib/domain/views/member";

export type CheckNow = Action<{ relationIds: RelationId[] }, { readonly queued: number }>;

const none: ReadonlySet<RelationId> = new Set();

/**
 * "Check now" for relations of the list, and which of the rows in sight still wait for their answer. `now`: the
 * server's clock as last heard; an answer that was asked for before it is not the one waited for.
 */
export function useChecks(checkNow: CheckNow, now: Instant) {
  const [asked, setAsked] = useState({ ids: none, since: now });
  const action = useAction(checkNow);

  const pendingOf = (rows: readonly MemberRow[]): ReadonlySet<RelationId> => {
    if (asked.ids.size === 0) return none;
    const answered = (at: Instant | null | undefined) => at !== null && at !== undefined && at >= asked.since;
    const open = rows.filter(
      (row) => asked.ids.has(row.relationId) && !answered(row.checkedAt) && !answered(row.readError?.at),
    );
    return new Set(open.map((row) => row.relationId));
  };

  return {
    start: async (relationIds: RelationId[]): Promise<boolean> => {
      const done = await action.run({ relationIds });
      if (done) setAsked({ ids: new Set(relationIds), since: now });
      return done;
    },
    running: action.running,
    failure: action.failure,
    queued: action.value?.queued ?? null,
    reset: action.reset,
    pendingOf,
    isChecking: (rows: readonly MemberRow[]): boolean => pendingOf(rows).size > 0,
  };
}
