"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { CheckboxLine, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Uid } from "@/lib/domain/ids";
import { everyMember, type MemberScope, type Role, roles } from "@/lib/domain/policy";
import type { Person } from "@/lib/domain/views/person";

/** A person's rights as they are to be; `version` is that of the person they were read with. */
export interface WantedRights {
  readonly personId: string;
  readonly roles: readonly Role[];
  readonly accounts: readonly Uid[] | null;
  readonly scope: MemberScope;
  readonly version: number;
}

interface Props {
  readonly person: Person;
  readonly accounts: readonly { readonly uid: Uid; readonly name: string | null }[];
  readonly save: (wanted: WantedRights) => void;
  readonly saving: boolean;
  /** The scope names nobody's members. */
  readonly scopeIsWrong: boolean;
  readonly onEdit: () => void;
  /** How the last save ended. It outlives this form, which begins anew with every version of the person. */
  readonly children: ReactNode;
}

/** The roles, accounts and members of a person, to be edited. */
export function RightsForm({ person, accounts, save, saving, scopeIsWrong, onEdit, children }: Props) {
  const t = useTranslations("people");
  const words = useTranslations("words.role");
  const [held, setHeld] = useState<ReadonlySet<Role>>(new Set(person.roles));
  const [limits, setLimits] = useState<ReadonlySet<Uid> | null>(person.accounts && new Set(person.accounts));
  const [cut, setCut] = useState(person.scope.kind === "some");
  const first = person.scope.kind === "some" ? person.scope : { owners: [], costCentres: [] };
  const [owners, setOwners] = useState(first.owners.join("\n"));
  const [costCentres, setCostCentres] = useState(first.costCentres.join("\n"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({
      personId: person.id,
      roles: roles.filter((role) => held.has(role)),
      accounts: limits && [...limits],
      scope: cut ? { kind: "some", owners: linesOf(owners), costCentres: linesOf(costCentres) } : everyMember,
      version: person.version,
    });
  };
  const flipped = <T,>(set: ReadonlySet<T>, item: T): ReadonlySet<T> => {
    const next = new Set(set);
    if (!next.delete(item)) next.add(item);
    return next;
  };
  return (
    <form onSubmit={submit} onChange={onEdit} className="grid gap-4">
      <fieldset className="grid gap-1.5">
        <legend className="text-sm font-medium">{t("roles")}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1.5">
          {roles.map((role) => (
            <CheckboxLine key={role} checked={held.has(role)} onChange={() => setHeld(flipped(held, role))}>
              {words(role)}
            </CheckboxLine>
          ))}
        </div>
        {person.byCompany ? <p className="text-sm text-ink-2">{t("byCompany")}</p> : null}
      </fieldset>
      <fieldset className="grid gap-1.5">
        <legend className="text-sm font-medium">{t("accounts")}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1.5">
          <CheckboxLine
            checked={limits === null}
            onChange={() => setLimits(limits === null ? new Set(accounts.map(({ uid }) => uid)) : null)}
          >
            {t("allAccounts")}
          </CheckboxLine>
          {limits === null
            ? null
            : accounts.map(({ uid, name }) => (
                <CheckboxLine key={uid} checked={limits.has(uid)} onChange={() => setLimits(flipped(limits, uid))}>
                  {name ? `${name} · ${uid}` : uid}
                </CheckboxLine>
              ))}
        </div>
      </fieldset>
      <fieldset className="grid gap-1.5">
        <legend className="text-sm font-medium">{t("members")}</legend>
        <CheckboxLine checked={!cut} onChange={() => setCut(!cut)}>
          {t("allMembers")}
        </CheckboxLine>
        {cut ? (
          <div className="grid gap-3 sm:grid-cols-2">
            {(
              [
                ["owners", owners, setOwners],
                ["costCentres", costCentres, setCostCentres],
              ] as const
            ).map(([name, value, set]) => (
              <LiveField
                key={name}
                label={t(name)}
                note={t("oneALine")}
                error={scopeIsWrong ? t("nobodysMembers") : null}
              >
                {(ids) => <Textarea {...ids} rows={3} value={value} onChange={(event) => set(event.target.value)} />}
              </LiveField>
            ))}
          </div>
        ) : null}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" disabled={saving || limits?.size === 0}>
          {t(saving ? "saving" : "save")}
        </Button>
        {children}
      </div>
    </form>
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
