"use client";

import { useState } from "react";
import type { RelationId } from "@/lib/domain/ids";

const nothing: ReadonlySet<RelationId> = new Set();

/**
 * Which relations are selected, over all pages of one filtered list. `scope` names that list: what was selected in
 * another one is not carried over, since "312 selected of 1,204" would be about two lists.
 */
export function useSelection(scope: string) {
  const [state, setState] = useState({ scope, ids: nothing });
  const selected = state.scope === scope ? state.ids : nothing;

  const set = (ids: Iterable<RelationId>, on: boolean): void =>
    setState((before) => {
      const next = new Set(before.scope === scope ? before.ids : nothing);
      for (const id of ids) on ? next.add(id) : next.delete(id);
      return { scope, ids: next };
    });
  return { selected, set, clear: () => setState({ scope, ids: nothing }) };
}
