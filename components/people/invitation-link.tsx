"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";

interface Props {
  readonly name: string;
  readonly token: string;
}

/** A link by which somebody sets their password: shown once, to be handed on. */
export function InvitationLink({ name, token }: Props) {
  const t = useTranslations("people.invite");
  const [copied, setCopied] = useState(false);
  const link = `${location.origin}/join/${token}`;
  return (
    <div role="status" className="flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-1 basis-80">
        <LiveField label={t("link", { name })} note={t("linkNote")}>
          {(ids) => <Input {...ids} readOnly value={link} className="w-full font-mono text-xs" />}
        </LiveField>
      </div>
      <Button
        onClick={() =>
          void navigator.clipboard.writeText(link).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {t(copied ? "copied" : "copy")}
      </Button>
    </div>
  );
}
