"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import type { FilledCounts } from "@/components/changes/filled-words";
import type { SetWantedMany } from "@/components/members/change-dialog";
import type { SetWanted } from "@/components/relation/permission-groups";
import { draftIs, isLastTick, useWanted } from "@/lib/client/draft";
import { useAction } from "@/lib/client/use-action";
import type { ErrorView } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import type { WantedOf } from "@/lib/domain/matrix-cells";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { MatrixRow } from "@/lib/domain/views/matrix";

export interface TickActions {
  readonly setWanted: SetWanted;
  readonly setWantedMany: SetWantedMany;
}

type Wishes = Readonly<Partial<Record<PermissionCode, boolean>>>;

const keyOf = (relationId: RelationId, code: PermissionCode): string => `${relationId} ${code}`;

type Ticks = ReadonlyMap<RelationId, Wishes>;
const noTicks: Ticks = new Map();

const withTick = (ticks: Ticks, relationId: RelationId, tick: Wishes): Ticks =>
  new Map(ticks).set(relationId, { ...ticks.get(relationId), ...tick });

function withoutTick(ticks: Ticks, relationId: RelationId, code: PermissionCode): Ticks {
  const { [code]: _, ...others } = ticks.get(relationId) ?? {};
  return new Map(ticks).set(relationId, others);
}

/** What the draft wants of each box, with the ticks that are on their way to it; and the ways to tick. */
export function useTicks({ setWanted, setWantedMany }: TickActions) {
  const client = useQueryClient();
  const { data: draft, refetch } = useWanted();
  // Shown from the press until the draft that has it is on the page.
  const [ticks, setTicks] = useState(noTicks);
  const [failures, setFailures] = useState<ReadonlyMap<string, ErrorView | null>>(new Map());

  const settle = async (): Promise<void> => {
    if (!isLastTick(client)) return;
    await refetch();
    if (isLastTick(client)) setTicks(noTicks);
  };
  const one = useAction(setWanted, {
    writes: "draft",
    onDone: (answer) => {
      draftIs(client, answer);
      return settle();
    },
    onFailed: (error, { relationId, code }) => {
      const key = keyOf(relationId, code);
      setFailures((before) => new Map(before).set(key, error));
      setTicks((before) => withoutTick(before, relationId, code));
      void settle();
    },
  });
  const counted = useRef<FilledCounts | null>(null);
  const many = useAction(setWantedMany, {
    writes: "draft",
    onDone: ({ draft: answer, ...counts }) => {
      counted.current = counts;
      draftIs(client, answer);
      return settle();
    },
    onFailed: () => void settle(),
  });

  const wantedOf: WantedOf = useCallback(
    (row) => {
      const tick = ticks.get(row[0]);
      const drafted = draft?.wanted[row[0]];
      return tick ? { ...drafted, ...tick } : drafted;
    },
    [draft, ticks],
  );
  return {
    wantedOf,
    failures,
    tick: (row: MatrixRow, code: PermissionCode, wanted: boolean): void => {
      const key = keyOf(row[0], code);
      setFailures((before) => new Map([...before].filter(([each]) => each !== key)));
      setTicks((before) => withTick(before, row[0], { [code]: wanted }));
      void one.run({ relationId: row[0], code, wanted });
    },
    many: {
      ...many,
      /** What came of it; null: it was refused, which `failure` explains. */
      run: async (input: Parameters<typeof many.run>[0]): Promise<FilledCounts | null> =>
        (await many.run(input)) ? counted.current : null,
    },
    failureOf: useMemo(() => (row: MatrixRow, code: PermissionCode) => failures.get(keyOf(row[0], code)), [failures]),
  };
}
