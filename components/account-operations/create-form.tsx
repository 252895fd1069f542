"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { AccountKindFields } from "@/components/account-operations/account-kind-fields";
import { Consequences } from "@/components/account-operations/consequences";
import { FieldLabel } from "@/components/account-operations/field-label";
import { FormCard } from "@/components/account-operations/form-card";
import { FormFailure } from "@/components/account-operations/form-failure";
import { ReasonField } from "@/components/account-operations/reason-field";
import { useForm } from "@/components/account-operations/use-form";
import { WhyNot } from "@/components/account-operations/why-not";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Checkbox, Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";
import { tidied, wrongFields } from "@/lib/domain/new-account";
import type { NewAccount, NewMemberView } from "@/lib/domain/views/account-operation";
import type { DeskStatus } from "@/lib/domain/views/desk";

export type CreateMemberAccount = Action<
  { account: NewAccount; confirmation: string; reason: string; tryAgain: boolean },
  { readonly operationId: string }
>;

interface Props {
  readonly view: NewMemberView;
  readonly status: DeskStatus;
  readonly create: CreateMemberAccount;
}

const fields = [
  "loginEmail",
  "accountAttr",
  "enterpriseName",
  "firstName",
  "lastName",
  "nationCode",
  "provinceName",
  "cityName",
  "postcode",
  "confirmation",
  "reason",
  "tryAgain",
] as const;

/** Fields of one line that have a name, a limit at most, and nothing else to say. */
const plain = {
  firstName: ["FirstName", null],
  lastName: ["LastName", "lastNote"],
  nationCode: ["NationCode", "nationNote"],
  provinceName: ["ProvinceName", null],
  cityName: ["CityName", null],
  postcode: ["Postcode", null],
} as const;

const nothingTyped = {
  loginEmail: "",
  enterprise: true,
  otherAttr: "",
  enterpriseName: "",
  firstName: "",
  lastName: "",
  nationCode: "",
  provinceName: "",
  cityName: "",
  postcode: "",
  confirmation: "",
  reason: "",
};
export type TypedAccount = typeof nothingTyped;

/** All fields of CreateAgAccount, what they have to be, and the address typed twice: nothing undoes it. */
export function CreateForm({ view, status, create }: Props) {
  const t = useTranslations("operations");
  const router = useDeskRouter();
  const [typed, setTyped] = useState(nothingTyped);
  const [tryAgain, setTryAgain] = useState(false);
  const { enterprise, otherAttr, confirmation, reason, ...texts } = typed;
  const account = tidied({ ...texts, accountAttr: enterprise ? "1" : otherAttr });
  const form = useForm({
    action: create,
    input: { account, confirmation: confirmation.trim(), reason, tryAgain },
    fields,
    wrongFields: [
      ...(view.refused !== null && !tryAgain ? (["tryAgain"] as const) : []),
      ...wrongFields(account),
      ...(confirmation.trim() === account.loginEmail && confirmation.trim() !== "" ? [] : (["confirmation"] as const)),
      ...(reason.trim() === "" ? (["reason"] as const) : []),
    ],
    onDone: ({ operationId }) => router.push(`/operations/${operationId}`),
  });
  const errorOf = (field: (typeof fields)[number]) => (form.isWrong(field) ? t(`create.error.${field}`) : null);
  const change = (part: Partial<TypedAccount>) => {
    setTyped((before) => ({ ...before, ...part }));
    form.mended(...fields.filter((field) => field in part));
  };
  const line = (field: keyof typeof plain) => {
    const [api, note] = plain[field];
    return (
      <LiveField
        key={field}
        label={<FieldLabel api={api}>{t(`create.${field}`)}</FieldLabel>}
        note={note === null ? undefined : t(`create.${note}`)}
        error={errorOf(field)}
      >
        {(ids) => (
          <Input
            {...ids}
            autoComplete="off"
            value={typed[field]}
            onChange={(event) => change({ [field]: event.target.value })}
          />
        )}
      </LiveField>
    );
  };

  const again = (
    <div className="grid gap-0.5">
      <label htmlFor="try-again" className="flex min-h-6 w-fit items-center gap-2 font-medium text-ink">
        <Checkbox
          id="try-again"
          checked={tryAgain}
          aria-invalid={form.isWrong("tryAgain") || undefined}
          aria-describedby="try-again-note"
          onChange={(event) => {
            setTryAgain(event.target.checked);
            form.mended("tryAgain");
          }}
        />
        {t("create.tryAgain")}
      </label>
      <p id="try-again-note" className={form.isWrong("tryAgain") ? "text-bad" : ""}>
        {errorOf("tryAgain") ?? t("create.tryAgainNote")}
      </p>
    </div>
  );

  return (
    <div ref={form.ref} className="grid gap-4">
      <WhyNot view={view} status={status} again={again} />
      {view.blocked !== null ? null : (
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,44rem)_18rem]">
          <form onSubmit={form.onSubmit} noValidate autoComplete="off" className="grid gap-4">
            <FormCard title={t("create.section.signIn")}>
              <div className="grid sm:col-span-2">
                <LiveField
                  label={<FieldLabel api="LoginEmail">{t("create.loginEmail")}</FieldLabel>}
                  note={t("create.loginEmailNote")}
                  error={errorOf("loginEmail")}
                >
                  {(ids) => (
                    <Input
                      {...ids}
                      type="email"
                      required
                      autoComplete="off"
                      spellCheck={false}
                      className="sm:max-w-96"
                      value={typed.loginEmail}
                      onChange={(event) => change({ loginEmail: event.target.value })}
                    />
                  )}
                </LiveField>
              </div>
            </FormCard>
            <AccountKindFields typed={typed} onChange={change} errorOf={errorOf} />
            <FormCard title={t("create.section.person")}>{(["firstName", "lastName"] as const).map(line)}</FormCard>
            <FormCard title={t("create.section.address")} note={t("create.international")}>
              {(["nationCode", "provinceName", "cityName", "postcode"] as const).map(line)}
            </FormCard>
            <FormCard title={t("create.section.confirm")}>
              <div className="grid gap-3 sm:col-span-2">
                <Banner tone="warn" title={t("create.undo")} />
                <LiveField
                  label={t("create.confirmation")}
                  note={t("create.confirmationNote")}
                  error={errorOf("confirmation")}
                >
                  {(ids) => (
                    <Input
                      {...ids}
                      required
                      autoComplete="off"
                      spellCheck={false}
                      className="sm:max-w-96"
                      value={confirmation}
                      onChange={(event) => change({ confirmation: event.target.value })}
                    />
                  )}
                </LiveField>
                <ReasonField value={reason} error={errorOf("reason")} onChange={(text) => change({ reason: text })} />
              </div>
            </FormCard>
            <FormFailure failure={form.failure} />
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary" disabled={form.running}>
                {form.running ? t("form.sending") : t("create.submit")}
              </Button>
            </div>
          </form>
          <Consequences
            title={t("create.next.title")}
            points={[t("create.next.queued"), t("create.next.done"), t("create.next.unclear")]}
          />
        </div>
      )}
    </div>
  );
}
