"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { type FilledCounts, useFilledWords } from "@/components/changes/filled-words";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorText } from "@/components/ui/error-text";
import { Select } from "@/components/ui/field";
import { draftIs } from "@/lib/client/draft";
import { relationsChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import { catalogue, type PermissionCode, permissionCodes, permissionGroups } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";

/** A selection by its ids, or all that a view of the members list matches. */
type Many = { readonly relationIds: readonly RelationId[] } | { readonly view: string };

export type SetWantedMany = Action<
  { of: Many; code: PermissionCode; wanted: boolean },
  FilledCounts & { readonly draft: DraftView | null }
>;

interface Props {
  readonly relationIds: readonly RelationId[];
  readonly setWantedMany: SetWantedMany;
  readonly onClose: () => void;
}

type Wish = "" | "on" | "off";
const noWishes: Partial<Record<PermissionCode, Wish>> = {};

const added = (before: FilledCounts | null, { noted, alreadySo, blocked }: FilledCounts): FilledCounts => ({
  noted: (before?.noted ?? 0) + noted,
  alreadySo: (before?.alreadySo ?? 0) + alreadySo,
  blocked: (before?.blocked ?? 0) + blocked,
});

/** Says for each of the seven what it is to be on all selected members; it becomes pending changes, reviewed like any other. */
export function ChangeDialog({ relationIds, setWantedMany, onClose }: Props) {
  const t = useTranslations("members.change");
  const words = useTranslations("words");
  const states = useTranslations("relation.permissions");
  const format = useFormatter();
  const filled = useFilledWords();
  const client = useQueryClient();
  const form = useId();
  const [wishes, setWishes] = useState(noWishes);
  const [sum, setSum] = useState<FilledCounts | null>(null);
  const answer = useRef<HTMLDivElement>(null);
  const action = useAction(setWantedMany, {
    writes: "draft",
    onDone: ({ draft, ...counts }) => {
      draftIs(client, draft);
      setSum((before) => added(before, counts));
    },
  });
  const chosen = permissionCodes.filter((code) => wishes[code]);
  const count = format.number(relationIds.length);
  const isDone = sum !== null && !action.running;
  useEffect(() => {
    if (isDone) answer.current?.focus();
  }, [isDone]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSum(null);
    for (const code of chosen) {
      const isNoted = await action.run({ of: { relationIds }, code, wanted: wishes[code] === "on" });
      if (!isNoted) return;
      setWishes((before) => ({ ...before, [code]: "" }));
    }
    await relationsChanged(client);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title")}
      description={t("intro", { count })}
      footer={
        <>
          <Button onClick={onClose}>{t(sum === null ? "cancel" : "close")}</Button>
          <Button type="submit" form={form} variant="primary" disabled={chosen.length === 0 || action.running}>
            {t(action.running ? "noting" : "note", { count })}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} className="grid gap-4">
        {action.failure === null ? null : (
          <Banner tone="bad" role="alert" title={<ErrorText error={action.failure.error} of="action" />} />
        )}
        {sum === null || action.running ? null : (
          <div ref={answer} tabIndex={-1} role="status">
            <Banner tone="neutral" title={filled(sum) || t("nothing")} />
          </div>
        )}
        {permissionGroups.map((group) => (
          <fieldset key={group} className="grid gap-1.5">
            <legend className="mb-1.5 font-medium">{words(`group.${group}`)}</legend>
            {permissionCodes
              .filter((code) => catalogue[code].group === group)
              .map((code) => (
                <div key={code} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                  <label htmlFor={`${form}-${code}`}>{words(`permission.${code}`)}</label>
                  <Select
                    id={`${form}-${code}`}
                    value={wishes[code] ?? ""}
                    onChange={({ target: { value } }) =>
                      setWishes({ ...wishes, [code]: value === "on" || value === "off" ? value : "" })
                    }
                  >
                    <option value="">{t("leave")}</option>
                    <option value="on">{states(`on.${group}`)}</option>
                    <option value="off">{states(`off.${group}`)}</option>
                  </Select>
                </div>
              ))}
          </fieldset>
        ))}
      </form>
    </Dialog>
  );
}
