"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { type Instant, instant, millis } from "@/lib/domain/ids";

const day = 86_400_000;

interface Props {
  readonly label: string;
  readonly value: Instant | null;
  readonly onChange: (value: Instant | null) => void;
}

/** Asks for a moment in the reader's zone; the address keeps it in UTC, so that a link says the same to everyone. */
export function SinceFilter({ label, value, onChange }: Props) {
  const t = useTranslations("members.filter");
  const [text, setText] = useState(value === null ? "" : toLocal(value));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const time = new Date(text).getTime();
    onChange(Number.isNaN(time) ? null : instant(time));
  };
  const ago = (days: number) => onChange(instant(Math.floor(Date.now() / 60_000) * 60_000 - days * day));
  return (
    <form onSubmit={submit} className="grid gap-3">
      <div className="grid gap-1">
        <Button variant="quiet" className="justify-start" onClick={() => ago(1)}>
          {t("lastDay")}
        </Button>
        <Button variant="quiet" className="justify-start" onClick={() => ago(7)}>
          {t("lastWeek")}
        </Button>
        <Button variant="quiet" className="justify-start" onClick={() => ago(30)}>
          {t("lastMonth")}
        </Button>
      </div>
      <LiveField label={`${label}: ${t("moment")}`}>
        {(ids) => (
          <div className="flex gap-2">
            <Input {...ids} type="datetime-local" value={text} onChange={(event) => setText(event.target.value)} />
            <Button type="submit">{t("set")}</Button>
          </div>
        )}
      </LiveField>
      {value === null ? null : (
        <Button variant="quiet" className="justify-start" onClick={() => onChange(null)}>
          {t("clearOne")}
        </Button>
      )}
    </form>
  );
}

/** As `<input type="datetime-local">` takes it: the reader's wall clock, to the minute. */
function toLocal(at: Instant): string {
  const time = millis(at);
  return instant(time - new Date(time).getTimezoneOffset() * 60_000).slice(0, 16);
}
