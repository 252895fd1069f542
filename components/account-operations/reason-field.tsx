import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";

interface Props {
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (text: string) => void;
  readonly box?: RefObject<HTMLTextAreaElement | null>;
}

/** Why something is done; Ctrl-Enter sends the form. */
export function ReasonField({ value, error, onChange, box }: Props) {
  const t = useTranslations("operations.form");
  return (
    <LiveField label={t("reason")} note={t("reasonHint")} error={error}>
      {(ids) => (
        <Textarea
          {...ids}
          {...(box ? { ref: box } : {})}
          required
          rows={2}
          maxLength={1_000}
          value={value}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </LiveField>
  );
}
