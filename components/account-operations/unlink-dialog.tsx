"use client";

import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { Consequences } from "@/components/account-operations/consequences";
import { FormFailure } from "@/components/account-operations/form-failure";
import { ReasonField } from "@/components/account-operations/reason-field";
import { useForm } from "@/components/account-operations/use-form";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import { catalogue } from "@/lib/domain/permission-catalogue";
import type { RelationView } from "@/lib/domain/views/member";

export type UnlinkRelation = Action<
  { relationId: RelationId; act: "unlink"; confirmation: string; reason: string },
  { readonly operationId: string }
>;

interface Props {
  readonly view: RelationView;
  readonly unlink: UnlinkRelation;
  readonly onClose: () => void;
}

/** What it costs to end a link, the member's UID typed, and a reason; then it is queued and followed. */
export function UnlinkDialog({ view, unlink, onClose }: Props) {
  const t = useTranslations("operations");
  const router = useDeskRouter();
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [confirmation, setConfirmation] = useState("");
  const [reason, setReason] = useState("");
  const { relationId, uid } = view.row;
  const name = view.row.nickname || view.row.accountName;
  const form = useForm({
    action: unlink,
    input: { relationId, act: "unlink", confirmation: confirmation.trim(), reason },
    fields: ["confirmation", "reason"] as const,
    wrongFields: [
      ...(confirmation.trim() === uid ? [] : (["confirmation"] as const)),
      ...(reason.trim() === "" ? (["reason"] as const) : []),
    ],
    onDone: ({ operationId }) => {
      onClose();
      router.push(`/operations/${operationId}`);
    },
  });
  const bans = view.row.on.filter((code) => catalogue[code].kind === "ban").length;
  const grants = view.row.on.length - bans;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      initialFocus={box}
      title={t("unlinkDialog.title", { name })}
      description={t("unlinkDialog.intro", { relationId })}
      footer={
        <>
          <Button onClick={onClose}>{t("unlinkDialog.keep")}</Button>
          <Button type="submit" form={id} variant="danger" disabled={form.running}>
            {form.running ? t("form.sending") : t("unlinkDialog.submit")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences
          title={t("unlinkDialog.cost")}
          points={[
            // What was never read, or is not understood, is not nothing.
            view.row.checkedAt === null
              ? t("unlinkDialog.neverRead")
              : t("unlinkDialog.permissions", { count: grants }),
            ...(bans > 0 ? [t("unlinkDialog.bans", { count: bans })] : []),
            ...(view.row.unmapped > 0 ? [t("unlinkDialog.unmapped", { count: view.row.unmapped })] : []),
            t("unlinkDialog.credit"),
            t("unlinkDialog.refund"),
            t("unlinkDialog.only"),
            t("unlinkDialog.back"),
          ]}
        />
        <FormFailure failure={form.failure} />
        <form id={id} ref={form.ref} onSubmit={form.onSubmit} noValidate autoComplete="off" className="grid gap-3">
          <LiveField
            label={t("unlinkDialog.type")}
            note={<span className="font-mono">{uid}</span>}
            error={form.isWrong("confirmation") ? t("unlinkDialog.wrong") : null}
          >
            {(ids) => (
              <Input
                {...ids}
                ref={box}
                required
                inputMode="numeric"
                autoComplete="off"
                className="font-mono sm:max-w-80"
                value={confirmation}
                onChange={(event) => {
                  setConfirmation(event.target.value);
                  form.mended("confirmation");
                }}
              />
            )}
          </LiveField>
          <ReasonField
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
