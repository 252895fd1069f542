"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { PlainPage } from "./plain-page";

interface Props {
  /** Next's id of the error in the server's log; absent when it broke in the browser. */
  readonly digest: string | undefined;
  readonly retry: () => void;
}

/** What a page shows when it broke. The cause stays in the log. */
export function Failure({ digest, retry }: Props) {
  const t = useTranslations("common");
  return (
    <div role="alert">
      <PlainPage
        title={t("failure.title")}
        action={
          <Button variant="primary" onClick={retry}>
            {t("retry")}
          </Button>
        }
      >
        <p>{t("failure.text")}</p>
        {digest ? <p className="font-mono text-sm">{t("reference", { reference: digest })}</p> : null}
      </PlainPage>
    </div>
  );
}
