"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PermissionBox } from "@/components/relation/permission-box";
import { draftIs, isLastTick } from "@/lib/client/draft";
import { relationChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { ErrorView } from "@/lib/domain/errors";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { catalogue, type PermissionCode, permissionGroups } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";
import type { BlockReason, CodeView, RelationView } from "@/lib/domain/views/member";

export type SetWanted = Action<{ relationId: RelationId; code: PermissionCode; wanted: boolean }, DraftView | null>;

interface Props {
  readonly view: RelationView;
  readonly now: Instant;
  readonly freshForMs: number;
  readonly setWanted: SetWanted;
}

/** The seven boxes in their three groups. A tick goes to the draft, never to Alibaba Cloud. */
export function PermissionGroups({ view, now, freshForMs, setWanted }: Props) {
  const t = useTranslations("relation.permissions");
  const words = useTranslations("words");
  const client = useQueryClient();
  const [failures, setFailures] = useState<Partial<Record<PermissionCode, { readonly error: ErrorView | null }>>>({});
  // Shown from the click until the server's answer is on the page. State of this component, because React would put
  // a box back for a moment whose new value came by way of the cache.
  const [ticks, setTicks] = useState<Partial<Record<PermissionCode, boolean>>>({});
  const settle = async ({ relationId }: { relationId: RelationId }) => {
    if (!isLastTick(client)) return;
    // A read that began before the tick was kept would show the box as it was.
    await relationChanged(client, relationId);
    if (isLastTick(client)) setTicks({});
  };
  const action = useAction(setWanted, {
    writes: "draft",
    onDone: (draft, input) => {
      draftIs(client, draft);
      return settle(input);
    },
    onFailed: (error, input) => {
      setFailures((before) => ({ ...before, [input.code]: { error } }));
      // What was not kept is not shown as wanted; the read after it may take as long as the connection is lost.
      setTicks(({ [input.code]: _, ...others }) => others);
      void settle(input);
    },
  });
  const want = (code: PermissionCode, wanted: boolean) => {
    setFailures(({ [code]: _, ...others }) => others);
    setTicks((before) => ({ ...before, [code]: wanted }));
    void action.run({ relationId: view.row.relationId, code, wanted });
  };

  const everywhere = commonBlock(view.codes.map((entry) => withTick(entry, ticks[entry.code])));

  return (
    <section aria-labelledby="permissions" className="grid gap-3">
      <h2 id="permissions" className="text-lg font-semibold">
        {t("title")}
      </h2>
      {everywhere ? (
        <p id="all-blocked" className="text-sm text-warn">
          {words(`blockReason.${everywhere}`)}
        </p>
      ) : null}
      {permissionGroups.map((group) => {
        const entries = view.codes
          .filter(({ code }) => catalogue[code].group === group)
          .map((entry) => withTick(entry, ticks[entry.code]));
        const common = commonBlock(entries);
        return (
          <fieldset
            key={group}
            className="min-w-0 rounded-lg border border-line bg-surface"
            {...(common ? { "aria-describedby": everywhere ? "all-blocked" : `${group}-blocked` } : {})}
          >
            <legend className="ml-3 px-1 text-sm font-medium">
              {words(`group.${group}`)} <span className="font-normal text-ink-2">({words(`groupNote.${group}`)})</span>
            </legend>
            {common && !everywhere ? (
              <p id={`${group}-blocked`} className="border-b border-line px-4 pt-1 pb-2 text-sm text-warn">
                {words(`blockReason.${common}`)}
              </p>
            ) : null}
            {entries.map((entry) => (
              <PermissionBox
                key={entry.code}
                view={entry}
                reasonIsSaid={common !== null}
                checkedAt={view.row.checkedAt}
                now={now}
                freshForMs={freshForMs}
                failure={failures[entry.code] ?? null}
                onWant={(wanted) => want(entry.code, wanted)}
              />
            ))}
          </fieldset>
        );
      })}
    </section>
  );
}

/** A box as it was just ticked; nothing observed is touched. */
const withTick = (entry: CodeView, tick: boolean | undefined): CodeView =>
  tick === undefined ? entry : { ...entry, wanted: tick === (entry.status === "on") ? null : tick };

/** The reason that blocks each of these boxes alike: it is said once, over them. One with a time is said at its box. */
function commonBlock(entries: readonly CodeView[]): BlockReason | null {
  const reason = entries[0]?.blocked ?? null;
  return entries.every(({ blocked, blockedUntil }) => blocked === reason && blockedUntil === null) ? reason : null;
}
