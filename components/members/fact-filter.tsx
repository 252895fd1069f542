"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { KnownList } from "@/components/members/known-list";
import { Button } from "@/components/ui/button";
import { Checkbox, Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { useKnownFacts } from "@/lib/client/known-facts";
import { costCentreOf, factLimits, ownerOf, tagOf } from "@/lib/domain/local-facts";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly query: MemberQuery;
  readonly onChange: (part: Partial<MemberQuery>) => void;
}

/** Whose members, on which cost centre, with which tag; each as it is written, out of those in use. */
export function FactFilter({ query, onChange }: Props) {
  const t = useTranslations("members.filter");
  const columns = useTranslations("members.column");
  const id = useId();
  const known = useKnownFacts();
  const [typed, setTyped] = useState({ owner: query.owner, costCentre: query.costCentre, tag: query.tag });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const owner = ownerOf(typed.owner);
    onChange({
      owner,
      costCentre: costCentreOf(typed.costCentre),
      tag: tagOf(typed.tag),
      ...(owner === "" ? {} : { unowned: false }),
    });
  };
  const fields = [
    { name: "owner", label: columns("owner"), values: known.owners },
    { name: "costCentre", label: columns("costCentre"), values: known.costCentres },
    { name: "tag", label: t("tag"), values: known.tags },
  ] as const;
  return (
    <form onSubmit={submit} className="grid gap-3 sm:w-72">
      <label htmlFor={`${id}-unowned`} className="flex min-h-7 items-center gap-2 rounded px-1 hover:bg-hover">
        <Checkbox
          id={`${id}-unowned`}
          checked={query.unowned}
          onChange={({ target: { checked } }) => {
            setTyped({ ...typed, owner: "" });
            onChange({ unowned: checked, owner: "" });
          }}
        />
        {t("unowned")}
      </label>
      {fields.map(({ name, label, values }) => (
        <LiveField key={name} label={label}>
          {(ids) => (
            <>
              <Input
                {...ids}
                list={`${id}-${name}-known`}
                maxLength={factLimits[name]}
                autoComplete="off"
                value={typed[name]}
                onChange={({ target: { value } }) => setTyped({ ...typed, [name]: value })}
              />
              <KnownList id={`${id}-${name}-known`} values={values} />
            </>
          )}
        </LiveField>
      ))}
      <div className="flex gap-2">
        <Button type="submit">{t("set")}</Button>
        <Button
          variant="quiet"
          onClick={() => {
            setTyped({ owner: "", costCentre: "", tag: "" });
            onChange({ owner: "", unowned: false, costCentre: "", tag: "" });
          }}
        >
          {t("clearOne")}
        </Button>
      </div>
    </form>
  );
}
