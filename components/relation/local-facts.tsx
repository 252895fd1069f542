"use client";

import { Pencil } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { FactList } from "@/components/relation/fact-list";
import type { EditFacts } from "@/components/relation/local-facts-form";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import type { FactsView, RelationView } from "@/lib/domain/views/member";

interface Props {
  readonly view: RelationView;
  readonly mayEdit: boolean;
  readonly editFacts: EditFacts;
}

const Form = dynamic(() => import("@/components/relation/local-facts-form").then((file) => file.LocalFactsForm));

/** What the company knows of the member by itself, and the way to write it down. */
export function LocalFacts({ view, mayEdit, editFacts }: Props) {
  const t = useTranslations("relation.facts");
  const { facts } = view;
  const [editing, setEditing] = useState<FactsView | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // What had the focus goes with the form.
    if (wasEditing.current && editing === null) button.current?.focus();
    wasEditing.current = editing !== null;
  }, [editing]);
  return (
    <section aria-labelledby="local-facts" className="grid content-start gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="local-facts" className="text-lg font-semibold">
          {t("title")}
        </h2>
        {mayEdit && editing === null ? (
          <Button ref={button} aria-label={t("editLabel")} onClick={() => setEditing(facts)}>
            <Pencil aria-hidden className="size-4" />
            {t("edit")}
          </Button>
        ) : null}
      </div>
      <p className="text-sm text-ink-2">{t("lead")}</p>
      {editing === null ? (
        <div className="grid gap-3 rounded-lg border border-line bg-surface px-4 py-3">
          <FactList facts={facts} />
          {facts.updatedAt === null ? null : (
            <p className="text-xs text-ink-2">
              {facts.updatedBy === null ? null : t("by", { name: facts.updatedBy })} <Time at={facts.updatedAt} />
            </p>
          )}
        </div>
      ) : (
        <Form
          begun={editing}
          stored={facts}
          relationId={view.row.relationId}
          editFacts={editFacts}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}
