"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Action } from "@/lib/client/use-action";
import type { SecondFactorStart } from "@/lib/domain/views/own-account";
import { FactorSetup } from "./factor-setup";
import { ProofForm, type ProveIdentity } from "./proof-form";
import { RecoveryCodes } from "./recovery-codes";

interface Props {
  readonly on: boolean;
  readonly recoveryCodesLeft: number;
  readonly start: Action<{ password: string }, SecondFactorStart>;
  readonly confirm: Action<{ code: string }, { readonly recoveryCodes: readonly string[] }>;
  readonly turnOff: ProveIdentity;
}

type Step =
  | { readonly at: "rest" }
  | { readonly at: "password" }
  | { readonly at: "scan"; readonly start: SecondFactorStart }
  | { readonly at: "codes"; readonly codes: readonly string[] }
  | { readonly at: "turn_off" };

/** Turns one's second step on, by password and a first code, and off again. */
export function SecondFactor({ on, recoveryCodesLeft, start, confirm, turnOff }: Props) {
  const t = useTranslations("ownAccount.second");
  const router = useDeskRouter();
  const [step, setStep] = useState<Step>({ at: "rest" });
  const place = useRef<HTMLDivElement>(null);
  const go = (to: Step) => {
    setStep(to);
    // What had the focus is gone with the step before.
    place.current?.focus();
  };
  const rest = () => {
    go({ at: "rest" });
    router.refresh();
  };
  const shown = () => {
    switch (step.at) {
      case "password":
        return (
          <ProofForm
            prove={({ password }) => start({ password })}
            wantsCode={false}
            submit={t("start")}
            onDone={(begun) => go({ at: "scan", start: begun })}
            onCancel={() => go({ at: "rest" })}
          />
        );
      case "scan":
        return (
          <FactorSetup
            start={step.start}
            confirm={confirm}
            onDone={(codes) => go({ at: "codes", codes })}
            onCancel={() => go({ at: "rest" })}
          />
        );
      case "codes":
        return <RecoveryCodes codes={step.codes} onKept={rest} />;
      case "turn_off":
        return (
          <div className="grid gap-3">
            <p className="text-ink-2">{t("offNote")}</p>
            <ProofForm
              prove={turnOff}
              wantsCode
              submit={t("reallyOff")}
              onDone={rest}
              onCancel={() => go({ at: "rest" })}
            />
          </div>
        );
      case "rest":
        return (
          <div className="grid justify-items-start gap-3">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={on ? "good" : "neutral"}>{t(on ? "on" : "off")}</Badge>
              {on ? <span className="text-ink-2">{t("left", { count: recoveryCodesLeft })}</span> : null}
            </p>
            {on ? (
              <Button variant="danger" onClick={() => go({ at: "turn_off" })}>
                {t("turnOff")}
              </Button>
            ) : (
              <Button variant="primary" onClick={() => go({ at: "password" })}>
                {t("begin")}
              </Button>
            )}
          </div>
        );
    }
  };
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {shown()}
    </div>
  );
}
