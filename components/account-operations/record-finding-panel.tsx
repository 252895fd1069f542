"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormFailure } from "@/components/account-operations/form-failure";
import { useForm } from "@/components/account-operations/use-form";
import { Button } from "@/components/ui/button";
import { Input, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";
import { parseUid } from "@/lib/domain/ids";
import type { AccountOperationView } from "@/lib/domain/views/account-operation";

const findings = ["created", "not_created"] as const;
type Finding = (typeof findings)[number];

export type RecordFinding = Action<
  { operationId: string; finding: Finding; uid: string | null; note: string },
  unknown
>;

interface Props {
  readonly view: AccountOperationView;
  readonly record: RecordFinding;
}

const longestNote = 500;

/** After a create whose end nobody knows: what a person sees in Alibaba Cloud's console ends it, and unlocks the address. */
export function RecordFindingPanel({ view, record }: Props) {
  const t = useTranslations("operations.finding");
  const [finding, setFinding] = useState<Finding | null>(null);
  const [uid, setUid] = useState("");
  const [note, setNote] = useState("");
  const form = useForm({
    action: record,
    input: {
      operationId: view.id,
      finding: finding ?? "not_created",
      uid: finding === "created" ? uid.trim() : null,
      note: note.trim(),
    },
    fields: ["finding", "uid", "note"] as const,
    wrongFields: [
      ...(finding === null ? (["finding"] as const) : []),
      ...(finding === "created" && parseUid(uid.trim()) === null ? (["uid"] as const) : []),
      ...(note.trim() === "" || note.trim().length > longestNote ? (["note"] as const) : []),
    ],
    onDone: () => undefined,
  });
  const errorOf = (field: "finding" | "uid" | "note") => (form.isWrong(field) ? t(`error.${field}`) : null);
  return (
    <section aria-labelledby="finding" className="rounded-lg border border-warn-soft bg-surface">
      <div className="grid gap-1 rounded-t-lg bg-warn-soft px-4 py-3">
        <h2 id="finding" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <p className="max-w-prose">{t(view.mayRecord ? "text" : "only")}</p>
      </div>
      {view.mayRecord ? (
        <form
          ref={form.ref}
          onSubmit={form.onSubmit}
          noValidate
          autoComplete="off"
          className="grid max-w-xl gap-3 px-4 py-3"
        >
          <fieldset className="grid gap-1.5">
            <legend className="mb-1 text-sm font-medium">{t("question")}</legend>
            {findings.map((value, index) => (
              <label key={value} className="flex min-h-6 w-fit items-center gap-2">
                <input
                  type="radio"
                  name="finding"
                  className="size-4"
                  checked={finding === value}
                  {...(form.isWrong("finding") && index === 0
                    ? { "data-wrong": true, "aria-describedby": "finding-error" }
                    : {})}
                  onChange={() => {
                    setFinding(value);
                    form.mended("finding");
                  }}
                />
                {t(value)}
              </label>
            ))}
            {form.isWrong("finding") ? (
              <p id="finding-error" className="text-sm text-bad">
                {errorOf("finding")}
              </p>
            ) : null}
          </fieldset>
          {finding === "created" ? (
            <LiveField label={t("uid")} note={t("uidNote")} error={errorOf("uid")}>
              {(ids) => (
                <Input
                  {...ids}
                  required
                  inputMode="numeric"
                  className="font-mono sm:max-w-80"
                  value={uid}
                  onChange={(event) => {
                    setUid(event.target.value);
                    form.mended("uid");
                  }}
                />
              )}
            </LiveField>
          ) : null}
          <LiveField label={t("note")} note={t("noteHint")} error={errorOf("note")}>
            {(ids) => (
              <Textarea
                {...ids}
                required
                rows={2}
                maxLength={longestNote}
                value={note}
                onChange={(event) => {
                  setNote(event.target.value);
                  form.mended("note");
                }}
              />
            )}
          </LiveField>
          <FormFailure failure={form.failure} />
          <div>
            <Button type="submit" variant="primary" disabled={form.running}>
              {form.running ? t("saving") : t("save")}
            </Button>
          </div>
        </form>
      ) : null}
    </section>
  );
}
