"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CalibrationForm } from "@/components/relation/calibration-form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { relationChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { outcomes } from "@/lib/domain/views/change-set";
import type { CalibrationView, RelationView } from "@/lib/domain/views/member";

export interface CalibrationActions {
  readonly startCalibration: Action<
    { relationId: RelationId; code: PermissionCode; reason: string },
    { readonly approvalId: string | null }
  >;
  readonly confirmCalibration: Action<{ calibrationId: string }, { readonly changeSetId: string }>;
  readonly abandonCalibration: Action<{ calibrationId: string }, null>;
}

interface Props {
  readonly view: RelationView;
  readonly actions: CalibrationActions;
}

/** Finds out, on this relation, which raw code stands for one of the seven. For administrators. */
export function CalibrationPanel({ view, actions }: Props) {
  const t = useTranslations("relation.calibration");
  const { calibration, others, row } = view;
  const running = calibration !== null && calibration.step !== "confirmed" && calibration.step !== "failed";
  const provable = view.codes.filter(({ status }) => status === "unknown").map(({ code }) => code);
  if (!running && calibration === null && provable.length === 0 && !others.some(({ inEffect }) => inEffect))
    return null;
  return (
    <section aria-labelledby="calibration" className="grid gap-3">
      <h2 id="calibration" className="text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="text-sm text-ink-2">{t("note")}</p>
      <div className="grid gap-4 rounded-lg border border-line bg-surface px-4 py-3">
        {calibration === null ? null : <Steps calibration={calibration} />}
        {calibration?.step === "proposed" ? (
          <Decision calibration={calibration} relationId={row.relationId} actions={actions} />
        ) : null}
        {running || provable.length === 0 ? null : (
          <CalibrationForm relationId={row.relationId} codes={provable} start={actions.startCalibration} />
        )}
      </div>
    </section>
  );
}

const order = ["adding", "proposed", "removing", "confirmed"] as const;

/** The four steps, which of them are done, and where it stands or stopped. */
function Steps({ calibration }: { readonly calibration: CalibrationView }) {
  const t = useTranslations("relation.calibration");
  const words = useTranslations("words");
  const label = words(`permission.${calibration.code}`);
  const { step, proposedRaw, failure } = calibration;
  const failed = step === "failed";
  // Whether a raw code was proposed is all that is left to tell where a failed one stopped.
  const at = failed ? (proposedRaw === null ? 0 : 2) : order.indexOf(step);
  const texts = {
    adding: t("stepAdding", { label }),
    proposed: t("stepProposed"),
    removing: t("stepRemoving"),
    confirmed: t("stepConfirmed"),
  };
  const stateOf = (index: number) =>
    index < at || step === "confirmed" ? "done" : index > at ? "waiting" : failed ? "stopped" : "current";
  const tones = { done: "good", current: "accent", waiting: "neutral", stopped: "bad" } as const;
  return (
    <div className="grid gap-2">
      <h3 className="font-medium">{t("running", { label })}</h3>
      <ol className="grid gap-1.5" aria-live="polite">
        {order.map((name, index) => (
          <li key={name} className="flex flex-wrap items-center gap-2">
            <span className="figures w-4 text-right text-ink-2">{index + 1}</span>
            <span className={stateOf(index) === "waiting" ? "text-ink-2" : ""}>{texts[name]}</span>
            <Badge tone={tones[stateOf(index)]}>{t(stateOf(index))}</Badge>
          </li>
        ))}
      </ol>
      {step === "confirmed" && proposedRaw !== null ? (
        <p className="text-good">{t("confirmed", { label, raw: proposedRaw })}</p>
      ) : null}
      {failed ? (
        <p className="text-bad">
          {t("failed")}. <FailureText failure={failure ?? ""} />
        </p>
      ) : null}
    </div>
  );
}

function FailureText({ failure }: { readonly failure: string }) {
  const t = useTranslations("relation.calibration.failure");
  const words = useTranslations("words.outcome");
  const known = (["abandoned", "not_one_raw_code", "maps_to_other"] as const).find((name) => name === failure);
  if (known) return t(known);
  const outcome = outcomes.find((name) => name === failure);
  return outcome ? t("other", { outcome: words(outcome) }) : t("unknown", { failure });
}

interface DecisionProps extends Pick<Props, "actions"> {
  readonly calibration: CalibrationView;
  readonly relationId: RelationId;
}

/** One raw code appeared: is it the pair? Abandoning asks once, because something stays on. */
function Decision({ calibration, relationId, actions }: DecisionProps) {
  const t = useTranslations("relation.calibration");
  const words = useTranslations("words");
  const client = useQueryClient();
  const label = words(`permission.${calibration.code}`);
  const [asking, setAsking] = useState(false);
  const onDone = () => relationChanged(client, relationId);
  const confirm = useAction(actions.confirmCalibration, { onDone });
  const abandon = useAction(actions.abandonCalibration, { onDone });
  const calibrationId = calibration.id;
  const failure = confirm.failure ?? abandon.failure;
  const busy = confirm.running || abandon.running;
  return (
    <div className="grid gap-2 rounded-md bg-sunken px-3 py-3">
      <p>{t("proposal", { label })}</p>
      <p>
        <code className="font-mono break-all">{calibration.proposedRaw}</code>
      </p>
      <p className="text-sm text-ink-2">{asking ? t("abandonNote") : t("confirmNote")}</p>
      {failure === null ? null : (
        <p role="alert" className="text-bad">
          <ErrorText error={failure.error} of="action" />
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {asking ? (
          <>
            <span className="self-center font-medium">{t("abandonAsk", { label })}</span>
            <Button variant="danger" disabled={busy} onClick={() => void abandon.run({ calibrationId })}>
              {t("abandonYes")}
            </Button>
            <Button onClick={() => setAsking(false)}>{t("abandonNo")}</Button>
          </>
        ) : (
          <>
            <Button variant="primary" disabled={busy} onClick={() => void confirm.run({ calibrationId })}>
              {t("confirm")}
            </Button>
            <Button onClick={() => setAsking(true)}>{t("abandon")}</Button>
          </>
        )}
      </div>
    </div>
  );
}
