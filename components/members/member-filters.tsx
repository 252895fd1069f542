"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { FilterMenu } from "@/components/data-table/filter-menu";
import { PermissionFilter } from "@/components/members/permission-filter";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/field";
import { Time } from "@/components/ui/time";
import { defaultMemberQuery, isNarrowed } from "@/lib/domain/member-query";
import { isRelationState, isRelationType, relationStates, relationTypes } from "@/lib/domain/relation-state";
import type { MemberQuery } from "@/lib/domain/views/member";

// Loaded when their menu opens.
const FactFilter = dynamic(() => import("@/components/members/fact-filter").then((file) => file.FactFilter));
const SinceFilter = dynamic(() => import("@/components/members/since-filter").then((file) => file.SinceFilter));

interface Props {
  readonly query: MemberQuery;
  readonly onChange: (part: Partial<MemberQuery>) => void;
}

/** What narrows the list down beside the search. */
export function MemberFilters({ query, onChange }: Props) {
  const t = useTranslations("members.filter");
  const words = useTranslations("words");
  const codes = query.held.length + query.notHeld.length;
  const facts =
    [query.owner, query.costCentre, query.tag].filter((fact) => fact !== "").length + (query.unowned ? 1 : 0);
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-2">
      <legend className="sr-only">{t("inLabel")}</legend>
      <FilterMenu label={t("state")} chosen={query.states.length > 0 ? query.states.length : null}>
        <Choices
          legend={t("state")}
          options={relationStates}
          chosen={query.states}
          nameOf={(state) => (isRelationState(state) ? words(`state.${state}`) : state)}
          onChange={(states) => onChange({ states })}
        />
      </FilterMenu>
      <FilterMenu label={t("type")} chosen={query.types.length > 0 ? query.types.length : null}>
        <Choices
          legend={t("type")}
          options={relationTypes}
          chosen={query.types}
          nameOf={(type) => (isRelationType(type) ? words(`type.${type}`) : type)}
          onChange={(types) => onChange({ types })}
        />
      </FilterMenu>
      <FilterMenu label={t("permissions")} chosen={codes > 0 ? codes : null}>
        <PermissionFilter query={query} onChange={onChange} />
      </FilterMenu>
      <FilterMenu label={t("facts")} chosen={facts > 0 ? facts : null}>
        <FactFilter key={[query.owner, query.costCentre, query.tag].join("\n")} query={query} onChange={onChange} />
      </FilterMenu>
      <FilterMenu
        label={t("changed")}
        chosen={query.changedSince && <Time at={query.changedSince} focusable={false} />}
      >
        <SinceFilter
          key={query.changedSince}
          label={t("changed")}
          value={query.changedSince}
          onChange={(changedSince) => onChange({ changedSince })}
        />
      </FilterMenu>
      <FilterMenu
        label={t("unchecked")}
        chosen={query.notCheckedSince && <Time at={query.notCheckedSince} focusable={false} />}
      >
        <SinceFilter
          key={query.notCheckedSince}
          label={t("unchecked")}
          value={query.notCheckedSince}
          onChange={(notCheckedSince) => onChange({ notCheckedSince })}
        />
      </FilterMenu>
      {isNarrowed(query) ? <ClearFilters onChange={onChange} /> : null}
    </fieldset>
  );
}

/** Back to the whole list; the order stays. */
export function ClearFilters({ onChange }: Pick<Props, "onChange">) {
  const t = useTranslations("members.filter");
  const { sort, descending, page, pageSize, ...everything } = defaultMemberQuery;
  return (
    <Button variant="quiet" onClick={() => onChange(everything)}>
      {t("clear")}
    </Button>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly options: readonly string[];
  readonly chosen: readonly string[];
  readonly nameOf: (option: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Boxes for a list of raw words; one that nobody knows and that the address asks for is offered too. */
function Choices({ legend, options, chosen, nameOf, onChange }: ChoicesProps) {
  const id = useId();
  const all = [...new Set([...options, ...chosen])];
  return (
    <fieldset className="grid gap-0.5">
      <legend className="sr-only">{legend}</legend>
      {all.map((option) => (
        <label
          key={option}
          htmlFor={`${id}-${option}`}
          className="flex min-h-7 items-center gap-2 rounded px-1 hover:bg-hover"
        >
          <Checkbox
            id={`${id}-${option}`}
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, option] : chosen.filter((other) => other !== option))
            }
          />
          {nameOf(option)}
        </label>
      ))}
    </fieldset>
  );
}
