"use client";

import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { FormFailure } from "@/components/account-operations/form-failure";
import { ReasonField } from "@/components/account-operations/reason-field";
import { useForm } from "@/components/account-operations/use-form";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Action } from "@/lib/client/use-action";
import type { RelationAct } from "@/lib/domain/account-operation";
import type { RelationId } from "@/lib/domain/ids";
import { catalogue, type PermissionCode, permissionGroups } from "@/lib/domain/permission-catalogue";
import type { RelationView } from "@/lib/domain/views/member";

type Answer = Exclude<RelationAct, "unlink">;

export type AnswerInvitation = Action<
  { relationId: RelationId; act: Answer; confirmation: null; reason: string },
  { readonly operationId: string }
>;

interface Props {
  readonly act: Answer;
  readonly view: RelationView;
  readonly answer: AnswerInvitation;
  readonly onClose: () => void;
}

/** Cancels, accepts or declines an invitation, with a reason; accepting says first which rights come with it. */
export function AnswerDialog({ act, view, answer, onClose }: Props) {
  const t = useTranslations("operations");
  const router = useDeskRouter();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState("");
  const { relationId, uid, on } = view.row;
  const name = view.row.nickname || view.row.accountName;
  const form = useForm({
    action: answer,
    input: { relationId, act, confirmation: null, reason },
    fields: ["reason"] as const,
    wrongFields: reason.trim() === "" ? (["reason"] as const) : [],
    onDone: ({ operationId }) => {
      onClose();
      router.push(`/operations/${operationId}`);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      initialFocus={box}
      title={t(`answerDialog.${act}.title`, { name })}
      description={t("answerDialog.intro", { relationId })}
      footer={
        <>
          <Button onClick={onClose}>{t("answerDialog.back")}</Button>
          <Button type="submit" form={id} variant={act === "accept" ? "primary" : "danger"} disabled={form.running}>
            {form.running ? t("form.sending") : t(`answerDialog.${act}.submit`, { count: on.length })}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p>{t(`answerDialog.${act}.text`, { uid })}</p>
        {act === "accept" ? <RightsGiven codes={on} /> : null}
        <FormFailure failure={form.failure} />
        <form id={id} ref={form.ref} onSubmit={form.onSubmit} noValidate>
          <ReasonField
            box={box}
            value={reason}
            error={form.isWrong("reason") ? t("form.reasonMissing") : null}
            onChange={(text) => {
              setReason(text);
              form.mended("reason");
            }}
          />
        </form>
      </div>
    </Dialog>
  );
}

const sides = { shared: "receives", payer_may: "gives", member_may_not: "loses" } as const;

/** The rights of an invitation, told from the invited account's side. */
function RightsGiven({ codes }: { readonly codes: readonly PermissionCode[] }) {
  const t = useTranslations("operations.answerDialog.accept");
  const words = useTranslations("words.permission");
  if (codes.length === 0) return <p className="text-ink-2">{t("nothing")}</p>;
  return (
    <dl className="grid gap-2 rounded-md border border-line px-3 py-2">
      {permissionGroups.map((group) => {
        const given = codes.filter((code) => catalogue[code].group === group);
        return given.length === 0 ? null : (
          <div key={group}>
            <dt className="text-sm text-ink-2">{t(sides[group])}</dt>
            {given.map((code) => (
              <dd key={code} className="font-medium">
                {words(code)}
              </dd>
            ))}
          </div>
        );
      })}
    </dl>
  );
}
