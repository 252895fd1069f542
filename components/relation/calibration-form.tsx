"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { AskedText } from "@/components/approvals/asked-text";
import type { CalibrationActions } from "@/components/relation/calibration-panel";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input, Select } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { relationChanged } from "@/lib/client/relation";
import { useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";

interface Props {
  readonly relationId: RelationId;
  /** What is unknown here and can be proven; never empty. */
  readonly codes: readonly PermissionCode[];
  readonly start: CalibrationActions["startCalibration"];
}

/** Starts a calibration of one code, with a reason. */
export function CalibrationForm({ relationId, codes, start }: Props) {
  const t = useTranslations("relation.calibration");
  const words = useTranslations("words");
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const action = useAction(start, { onDone: () => relationChanged(client, relationId) });
  const code = codes.find((each) => each === chosen) ?? codes[0];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (code !== undefined && reason.trim() !== "") void action.run({ relationId, code, reason: reason.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <LiveField label={t("code")}>
        {(ids) => (
          <Select {...ids} value={code} onChange={(event) => setChosen(event.target.value)}>
            {codes.map((each) => (
              <option key={each} value={each}>
                {words(`permission.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </LiveField>
      <LiveField label={t("reason")} error={missing ? t("reasonMissing") : null}>
        {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
      </LiveField>
      {action.failure === null ? null : (
        <p role="alert" className="text-bad">
          <ErrorText error={action.failure.error} of="action" />
        </p>
      )}
      <AskedText approvalId={action.value?.approvalId ?? null} />
      <Button type="submit" className="justify-self-start" disabled={action.running}>
        {t("start")}
      </Button>
    </form>
  );
}
