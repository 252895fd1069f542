"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Consequences } from "@/components/account-operations/consequences";
import { FieldLabel } from "@/components/account-operations/field-label";
import { FormCard } from "@/components/account-operations/form-card";
import { FormFailure } from "@/components/account-operations/form-failure";
import { LinkGrantFields } from "@/components/account-operations/link-grant-fields";
import { ReasonField } from "@/components/account-operations/reason-field";
import { useForm } from "@/components/account-operations/use-form";
import { WhyNot } from "@/components/account-operations/why-not";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";
import { parseUid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { LinkGrant, NewMemberView } from "@/lib/domain/views/account-operation";
import type { DeskStatus } from "@/lib/domain/views/desk";

/** A grant as a request carries it. */
type SentGrant = { kind: "permissions"; codes: PermissionCode[] } | { kind: "trusteeship" };

export type LinkAccount = Action<
  { memberUid: string; nickname: string | null; grant: SentGrant; reason: string },
  { readonly operationId: string }
>;

interface Props {
  readonly view: NewMemberView;
  readonly status: DeskStatus;
  readonly link: LinkAccount;
}

const fields = ["memberUid", "nickname", "grant", "reason"] as const;

/** Whom to link, under which name, and what the link gives; beside it, what Alibaba Cloud makes of it. */
export function LinkForm({ view, status, link }: Props) {
  const t = useTranslations("operations");
  const router = useDeskRouter();
  const [memberUid, setMemberUid] = useState("");
  const [nickname, setNickname] = useState("");
  const [kind, setKind] = useState<LinkGrant["kind"]>("permissions");
  const [codes, setCodes] = useState<readonly PermissionCode[]>([]);
  const [reason, setReason] = useState("");
  const uid = parseUid(memberUid.trim());
  const form = useForm({
    action: link,
    input: {
      memberUid: memberUid.trim(),
      nickname: nickname.trim() || null,
      grant: kind === "permissions" ? { kind, codes: [...codes] } : { kind },
      reason,
    },
    fields,
    wrongFields: [
      ...(uid === null || uid === status.payer.uid ? (["memberUid"] as const) : []),
      ...(kind === "permissions" && codes.length === 0 ? (["grant"] as const) : []),
      ...(reason.trim() === "" ? (["reason"] as const) : []),
    ],
    onDone: ({ operationId }) => router.push(`/operations/${operationId}`),
  });
  const errorOf = (field: (typeof fields)[number]) => (form.isWrong(field) ? t(`link.error.${field}`) : null);

  return (
    <div className="grid gap-4">
      <WhyNot view={view} status={status} />
      {view.blocked !== null ? null : (
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,44rem)_18rem]">
          <form ref={form.ref} onSubmit={form.onSubmit} noValidate autoComplete="off" className="grid gap-4">
            <FormCard title={t("column.subject")}>
              <LiveField
                label={<FieldLabel api="ChildUserId">{t("link.memberUid")}</FieldLabel>}
                note={t("link.memberUidNote")}
                error={errorOf("memberUid")}
              >
                {(ids) => (
                  <Input
                    {...ids}
                    required
                    inputMode="numeric"
                    autoComplete="off"
                    className="font-mono"
                    value={memberUid}
                    onChange={(event) => {
                      setMemberUid(event.target.value);
                      form.mended("memberUid");
                    }}
                  />
                )}
              </LiveField>
              <LiveField
                label={<FieldLabel api="ChildNick">{t("link.nickname")}</FieldLabel>}
                note={t("link.nicknameNote")}
                error={errorOf("nickname")}
              >
                {(ids) => (
                  <Input
                    {...ids}
                    autoComplete="off"
                    value={nickname}
                    onChange={(event) => {
                      setNickname(event.target.value);
                      form.mended("nickname");
                    }}
                  />
                )}
              </LiveField>
            </FormCard>
            <LinkGrantFields
              kind={kind}
              codes={codes}
              error={errorOf("grant")}
              onKind={(next) => {
                setKind(next);
                form.mended("grant");
              }}
              onCodes={(next) => {
                setCodes(next);
                form.mended("grant");
              }}
            />
            <ReasonField
              value={reason}
              error={errorOf("reason")}
              onChange={(text) => {
                setReason(text);
                form.mended("reason");
              }}
            />
            <FormFailure failure={form.failure} />
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary" disabled={form.running}>
                {form.running ? t("form.sending") : t("link.submit")}
              </Button>
            </div>
          </form>
          <div className="grid content-start gap-6">
            <Consequences
              title={t("link.next.title")}
              points={
                kind === "permissions" ? [t("link.next.same"), t("link.next.different")] : [t("link.next.trusteeship")]
              }
            />
            <Consequences
              title={t("link.demands.title")}
              points={(["one", "verified", "credit", "clean", "international"] as const).map((point) =>
                t(`link.demands.${point}`),
              )}
            />
          </div>
        </div>
      )}
    </div>
  );
}
