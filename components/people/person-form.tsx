"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { AskedText } from "@/components/approvals/asked-text";
import { InvitationLink } from "@/components/people/invitation-link";
import { RightsForm, type WantedRights } from "@/components/people/rights-form";
import { ActionButton } from "@/components/shell/action-button";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { type Action, useAction } from "@/lib/client/use-action";
import type { Uid } from "@/lib/domain/ids";
import type { Person } from "@/lib/domain/views/person";

export interface PersonActions {
  readonly setRights: Action<WantedRights, { readonly approvalId: string | null }>;
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

/**
 * What became of a save is told beside the version of the person that it was on, or, where it moves on from there, beside the next;
 * until something is edited. Later versions are somebody else's.
 */
interface Told {
  readonly on: number;
  readonly moves: boolean;
}

/** Another person's rights, and the ways to shut them out. */
export function PersonForm({ person, accounts, actions }: Props) {
  const t = useTranslations("people");
  const router = useDeskRouter();
  const [told, setTold] = useState<Told | null>(null);
  if (told !== null && told.on !== person.version) setTold(told.moves ? { on: person.version, moves: false } : null);
  const action = useAction(actions.setRights, {
    onDone: ({ approvalId }, { version }) => {
      setTold({ on: version, moves: approvalId === null });
      router.refresh();
    },
    onFailed: (error, { version }) => {
      setTold({ on: version, moves: error?.code === "conflict" });
      router.refresh();
    },
  });
  const isDisabled = person.disabledAt !== null;
  const { failure, value } = told === null ? { failure: null, value: undefined } : action;
  const again = useAction(actions.inviteAgain);
  return (
    <div className="grid gap-4 border-t border-line px-4 py-4">
      <RightsForm
        key={person.version}
        person={person}
        accounts={accounts}
        save={(wanted) => void action.run(wanted)}
        saving={action.running}
        scopeIsWrong={failure?.error?.fields?.includes("scope") ?? false}
        onEdit={() => setTold(null)}
      >
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
      </RightsForm>
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
