"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { KnownList } from "@/components/members/known-list";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorText } from "@/components/ui/error-text";
import { Input, Select } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { useKnownFacts } from "@/lib/client/known-facts";
import { membersChanged } from "@/lib/client/members";
import { relationsChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import { type FactEdit, factLimits, tagsIn, wrongFacts } from "@/lib/domain/local-facts";
import { pagelessQueryString } from "@/lib/domain/member-query";
import type { MemberQuery } from "@/lib/domain/views/member";

type Many = { readonly relationIds: readonly RelationId[] } | { readonly view: string };

interface Counts {
  readonly changed: number;
  readonly alreadySo: number;
  readonly tooMany: number;
}

export type EditFactsMany = Action<{ of: Many; edit: FactEdit }, Counts>;

interface Props {
  readonly relationIds: readonly RelationId[];
  readonly query: MemberQuery;
  /** Rows that the view has, on all pages. */
  readonly matching: number;
  readonly editFactsMany: EditFactsMany;
  readonly onClose: () => void;
}

type Way = "leave" | "set" | "clear";
const ways = ["leave", "set", "clear"] as const satisfies readonly Way[];
const names = ["owner", "costCentre"] as const;

/** Gives all selected members, or all of the view, an owner, a cost centre, tags; nothing of it is sent anywhere. */
export function FactsDialog({ relationIds, query, matching, editFactsMany, onClose }: Props) {
  const t = useTranslations("members.facts");
  const format = useFormatter();
  const client = useQueryClient();
  const form = useId();
  const known = useKnownFacts();
  const [whole, setWhole] = useState(false);
  const [way, setWay] = useState<Readonly<Record<(typeof names)[number], Way>>>({ owner: "set", costCentre: "leave" });
  const [typed, setTyped] = useState({ owner: "", costCentre: "", addTags: "", removeTags: "" });
  const [wrong, setWrong] = useState(false);
  const answer = useRef<HTMLDivElement>(null);
  const action = useAction(editFactsMany, {
    onDone: () => Promise.all([membersChanged(client), relationsChanged(client)]),
  });
  const isDone = action.value !== undefined && !action.running;
  useEffect(() => {
    if (isDone) answer.current?.focus();
  }, [isDone]);

  const said = (name: (typeof names)[number]) =>
    way[name] === "leave" ? null : way[name] === "clear" ? "" : typed[name].trim();
  const edit: FactEdit = {
    owner: said("owner"),
    costCentre: said("costCentre"),
    addTags: tagsIn(typed.addTags),
    removeTags: tagsIn(typed.removeTags),
  };
  // A name that is still to be typed is no wish to take the name away.
  const isUnsaid = names.some((name) => way[name] === "set" && typed[name].trim() === "");
  const isSilent =
    edit.owner === null && edit.costCentre === null && edit.addTags.length === 0 && edit.removeTags.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isLong =
      wrongFacts({ owner: edit.owner ?? "", costCentre: edit.costCentre ?? "", tags: edit.addTags }).length > 0;
    setWrong(isLong);
    if (!isLong) void action.run({ of: whole ? { view: pagelessQueryString(query) } : { relationIds }, edit });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title")}
      description={t("intro")}
      footer={
        <>
          <Button onClick={onClose}>{t(isDone ? "close" : "cancel")}</Button>
          <Button type="submit" form={form} variant="primary" disabled={isUnsaid || isSilent || action.running}>
            {action.running ? t("saving") : t("save", { count: whole ? matching : relationIds.length })}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        {wrong ? (
          <Banner
            tone="bad"
            role="alert"
            title={t("wrong", {
              owner: format.number(factLimits.owner),
              costCentre: format.number(factLimits.costCentre),
              tag: format.number(factLimits.tag),
              tags: format.number(factLimits.tags),
            })}
          />
        ) : null}
        {action.failure === null || action.running ? null : (
          <Banner tone="bad" role="alert" title={<ErrorText error={action.failure.error} of="action" />} />
        )}
        {action.value === undefined || action.running ? null : (
          <div ref={answer} tabIndex={-1} role="status">
            <Banner tone="good" title={t("done", { count: action.value.changed })}>
              {action.value.alreadySo > 0 ? t("alreadySo", { count: action.value.alreadySo }) : null}{" "}
              {action.value.tooMany > 0 ? t("tooMany", { count: action.value.tooMany }) : null}
            </Banner>
          </div>
        )}
        <fieldset className="grid gap-1">
          <legend className="mb-1 text-sm font-medium">{t("who")}</legend>
          {[false, true].map((isWhole) => (
            <label key={String(isWhole)} className="flex min-h-6 items-center gap-2">
              <input type="radio" name="who" checked={whole === isWhole} onChange={() => setWhole(isWhole)} />
              {isWhole ? t("matching", { count: matching }) : t("selected", { count: relationIds.length })}
            </label>
          ))}
        </fieldset>
        {names.map((name) => (
          <div key={name} className="grid gap-1.5">
            <label htmlFor={`${form}-${name}-way`} className="text-sm font-medium">
              {t(name)}
            </label>
            <div className="flex flex-wrap gap-2">
              <Select
                id={`${form}-${name}-way`}
                value={way[name]}
                onChange={({ target: { value } }) =>
                  setWay({ ...way, [name]: ways.find((known) => known === value) ?? "leave" })
                }
              >
                {ways.map((one) => (
                  <option key={one} value={one}>
                    {t(one)}
                  </option>
                ))}
              </Select>
              {way[name] === "set" ? (
                <Input
                  aria-label={t("value", { what: t(name) })}
                  list={`${form}-${name}-known`}
                  autoComplete="off"
                  className="min-w-0 flex-1 basis-48"
                  value={typed[name]}
                  onChange={({ target: { value } }) => setTyped({ ...typed, [name]: value })}
                />
              ) : null}
              <KnownList id={`${form}-${name}-known`} values={name === "owner" ? known.owners : known.costCentres} />
            </div>
          </div>
        ))}
        {(["addTags", "removeTags"] as const).map((name) => (
          <LiveField key={name} label={t(name)} note={t("tagsNote")}>
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                value={typed[name]}
                onChange={({ target: { value } }) => setTyped({ ...typed, [name]: value })}
              />
            )}
          </LiveField>
        ))}
      </form>
    </Dialog>
  );
}
