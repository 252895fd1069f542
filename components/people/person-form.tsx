"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { AskedText } from "@/components/approvals/asked-text";
import { InvitationLink } from "@/components/people/invitation-link";
import { ActionButton } from "@/components/shell/action-button";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { CheckboxLine, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { type Action, useAction } from "@/lib/client/use-action";
import type { Uid } from "@/lib/domain/ids";
import { everyMember, type MemberScope, type Role, roles } from "@/lib/domain/policy";
import type { Person } from "@/lib/domain/views/person";

export interface PersonActions {
  readonly setRights: Action<
    {
      personId: string;
      roles: readonly Role[];
      accounts: readonly Uid[] | null;
      scope: MemberScope;
      version: number;
    },
    { readonly approvalId: string | null }
  >;
  readonly setDisabled: Action<{ personId: string; disabled: boolean }, null>;
  readonly endSessions: Action<{ personId: string }, { readonly sessions: number }>;
  readonly resetTotp: Action<{ personId: string }, { readonly sessions: number }>;
  readonly inviteAgain: Action<{ personId: string }, { readonly token: string }>;
}

interface Props {
  readonly person: Person;
  readonly accounts: readonly { readonly uid: Uid; readonly name: string | null }[];
  readonly actions: PersonActions;
}

/** Another person's rights, and the ways to shut them out. */
export function PersonForm({ person, accounts, actions }: Props) {
  const t = useTranslations("people");
  const words = useTranslations("words.role");
  const router = useDeskRouter();
  const [held, setHeld] = useState<ReadonlySet<Role>>(new Set(person.roles));
  const [limits, setLimits] = useState<ReadonlySet<Uid> | null>(person.accounts && new Set(person.accounts));
  const [cut, setCut] = useState(person.scope.kind === "some");
  const first = person.scope.kind === "some" ? person.scope : { owners: [], costCentres: [] };
  const [owners, setOwners] = useState(first.owners.join("\n"));
  const [costCentres, setCostCentres] = useState(first.costCentres.join("\n"));
  const action = useAction(actions.setRights, { onDone: () => router.refresh(), onFailed: () => router.refresh() });
  const isDisabled = person.disabledAt !== null;
  const { failure, value } = action;
  const again = useAction(actions.inviteAgain);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void action.run({
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
    <div className="grid gap-4 border-t border-line px-4 py-4">
      <form onSubmit={submit} className="grid gap-4">
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
                  error={failure?.error?.fields?.includes("scope") ? t("nobodysMembers") : null}
                >
                  {(ids) => <Textarea {...ids} rows={3} value={value} onChange={(event) => set(event.target.value)} />}
                </LiveField>
              ))}
            </div>
          ) : null}
        </fieldset>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" disabled={action.running || limits?.size === 0}>
            {t(action.running ? "saving" : "save")}
          </Button>
          {failure === null ? null : (
            <p role="alert" className="text-sm text-bad">
              {failure.error?.code === "conflict" ? t("changed") : <ErrorText error={failure.error} of="action" />}
            </p>
          )}
          {value === undefined ? null : (
            <div role="status" className="text-sm text-ink-2">
              {value.approvalId === null ? t("saved") : <AskedText approvalId={value.approvalId} />}
            </div>
          )}
        </div>
      </form>
      <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
        <ActionButton
          variant={isDisabled ? "plain" : "danger"}
          action={() => actions.setDisabled({ personId: person.id, disabled: !isDisabled })}
        >
          {t(isDisabled ? "enable" : "disable")}
        </ActionButton>
        {person.sessions > 0 ? (
          <ActionButton action={() => actions.endSessions({ personId: person.id })}>{t("endSessions")}</ActionButton>
        ) : null}
        {person.secondStep ? (
          <ActionButton action={() => actions.resetTotp({ personId: person.id })}>{t("resetTotp")}</ActionButton>
        ) : null}
        {person.invited && !isDisabled ? (
          <Button disabled={again.running} onClick={() => void again.run({ personId: person.id })}>
            {t("invite.again")}
          </Button>
        ) : null}
        {isDisabled ? null : <p className="text-sm text-ink-2">{t("disableNote")}</p>}
      </div>
      {again.value ? <InvitationLink name={person.name} token={again.value.token} /> : null}
    </div>
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
