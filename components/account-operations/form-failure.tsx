"use client";

import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { Banner } from "@/components/ui/banner";
import { ErrorText } from "@/components/ui/error-text";
import type { ErrorView } from "@/lib/domain/errors";

/** Why a form was not taken; nothing typed is lost. `null` in `failure`: nothing has failed. */
export function FormFailure({ failure }: { readonly failure: { readonly error: ErrorView | null } | null }) {
  const t = useTranslations("operations");
  if (failure === null) return null;
  const { error } = failure;
  const count = error?.code === "bad_input" ? (error.fields?.length ?? 0) : 0;
  return (
    <Banner
      tone="bad"
      role="alert"
      title={count > 0 ? t("form.fieldsWrong", { count }) : <ErrorText error={error} of="action" />}
    >
      {error === null || error.code === "storage_unsure" ? (
        // It may have been queued all the same: the list tells.
        <DeskLink href="/operations" className="text-accent underline underline-offset-2">
          {t("title")}
        </DeskLink>
      ) : (
        t("form.failed")
      )}
    </Banner>
  );
}
