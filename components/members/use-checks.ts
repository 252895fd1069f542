"use client";

import { useState } from "react";
import { type Action, useAction } from "@/lib/client/use-action";
import type { Instant, RelationId } from "@/lib/domain/ids";
import type { MemberRow } from "@/lib/domain/views/member";

/** As many as one request may ask for. */
const atOnce = 500;

export type CheckNow = Action<{ relationIds: RelationId[] }, { readonly queued: number }>;

const none: ReadonlySet<RelationId> = new Set();

/**
 * "Check now" for relations of the list, and which of the rows in sight still wait for their answer. `now`: the
 * server's clock as last heard; an answer that was asked for before it is not the one waited for.
 */
export function useChecks(checkNow: CheckNow, now: Instant) {
  const [asked, setAsked] = useState({ ids: none, since: now });
  const [queued, setQueued] = useState<number | null>(null);
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
    /** Asks for all of them, part by part; `false` when a part was refused, which `failure` explains. */
    start: async (relationIds: RelationId[]): Promise<boolean> => {
      for (let from = 0; from < relationIds.length; from += atOnce) {
        if (!(await action.run({ relationIds: relationIds.slice(from, from + atOnce) }))) return false;
        setAsked({ ids: new Set(relationIds.slice(0, from + atOnce)), since: now });
      }
      setQueued(relationIds.length);
      return true;
    },
    running: action.running,
    failure: action.failure,
    /** How many were asked for last; `null`: none, or the note was closed. */
    queued,
    dismiss: () => setQueued(null),
    pendingOf,
    isChecking: (rows: readonly MemberRow[]): boolean => pendingOf(rows).size > 0,
  };
}
