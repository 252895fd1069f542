"use client";

import { useTranslations } from "next-intl";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";

interface Props {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** The recovery codes, this once. */
export function RecoveryCodes({ codes, onKept }: Props) {
  const t = useTranslations("ownAccount.second");
  return (
    <div className="grid max-w-xl justify-items-start gap-4">
      <Banner tone="good" role="status" title={t("on")}>
        {t("codesNote")}
      </Banner>
      <h3 className="font-medium">{t("codes")}</h3>
      <ul className="grid grid-cols-2 gap-x-8 gap-y-1 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button variant="primary" onClick={onKept}>
        {t("kept")}
      </Button>
    </div>
  );
}
