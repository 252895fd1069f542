"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { KnownList } from "@/components/members/known-list";
import { FactList } from "@/components/relation/fact-list";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { useKnownFacts } from "@/lib/client/known-facts";
import { relationChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import {
  type FactName,
  factLimits,
  factNames,
  type LocalFacts,
  tagsIn,
  tagsText,
  tidyFacts,
  wrongFacts,
} from "@/lib/domain/local-facts";
import type { FactsView } from "@/lib/domain/views/member";

export type EditFacts = Action<{ relationId: RelationId; version: number; facts: LocalFacts }, FactsView>;

interface Props {
  /** The facts that the person had in front of them when they began. */
  readonly begun: FactsView;
  readonly stored: FactsView;
  readonly relationId: RelationId;
  readonly editFacts: EditFacts;
  readonly onClose: () => void;
}

type Typed = Readonly<Record<FactName, string>>;
const typedOf = ({ owner, costCentre, tags, note }: LocalFacts): Typed => ({
  owner,
  costCentre,
  tags: tagsText(tags),
  note,
});

/** Writes the facts of one member down. What somebody else wrote meanwhile is shown first, and what is typed stays. */
export function LocalFactsForm({ begun, stored, relationId, editFacts, onClose }: Props) {
  const t = useTranslations("relation.facts");
  const format = useFormatter();
  const client = useQueryClient();
  const id = useId();
  const known = useKnownFacts();
  const first = useRef<HTMLInputElement>(null);
  const notice = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState(() => typedOf(begun));
  const [wrong, setWrong] = useState<readonly FactName[]>([]);
  const [conflict, setConflict] = useState(false);
  const action = useAction(editFacts, {
    onDone: async () => {
      await relationChanged(client, relationId);
      onClose();
    },
    onFailed: async (error) => {
      setWrong(factNames.filter((name) => error?.fields?.includes(name)));
      if (error?.code !== "conflict") return;
      await relationChanged(client, relationId);
      setConflict(true);
    },
  });
  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    if (conflict) notice.current?.focus();
  }, [conflict]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const facts = tidyFacts({ ...typed, tags: tagsIn(typed.tags) });
    const long = wrongFacts(facts);
    setWrong(long);
    // What stands beside the form was seen; what was written after it was not.
    const { version } = conflict ? stored : begun;
    if (long.length === 0 && !action.running) void action.run({ relationId, version, facts });
  };
  const errorOf = (name: FactName) =>
    wrong.includes(name)
      ? t(`long.${name}`, { count: format.number(factLimits[name]), length: format.number(factLimits.tag) })
      : null;
  const field = (name: FactName) => ({
    value: typed[name],
    onChange: ({ target: { value } }: { readonly target: { readonly value: string } }) => {
      setTyped({ ...typed, [name]: value });
      setWrong(wrong.filter((other) => other !== name));
    },
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      {conflict ? (
        <div ref={notice} tabIndex={-1}>
          <Banner tone="warn" role="alert" title={t("conflict")}>
            <h3 className="mt-2 mb-1 font-medium">{t("stored")}</h3>
            <FactList facts={stored} />
            <Button className="mt-3" onClick={() => setTyped(typedOf(stored))}>
              {t("take")}
            </Button>
          </Banner>
        </div>
      ) : null}
      {action.failure === null || action.failure.error?.code === "conflict" || wrong.length > 0 ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={action.failure.error} of="action" />
        </p>
      )}
      <LiveField label={t("owner")} note={t("ownerNote")} error={errorOf("owner")}>
        {(ids) => (
          <Input {...ids} ref={first} list={`${id}-owners`} autoComplete="off" className="w-full" {...field("owner")} />
        )}
      </LiveField>
      <LiveField label={t("costCentre")} error={errorOf("costCentre")}>
        {(ids) => (
          <Input {...ids} list={`${id}-centres`} autoComplete="off" className="w-full" {...field("costCentre")} />
        )}
      </LiveField>
      <LiveField label={t("tags")} note={t("tagsNote")} error={errorOf("tags")}>
        {(ids) => <Input {...ids} autoComplete="off" className="w-full" {...field("tags")} />}
      </LiveField>
      <LiveField label={t("note")} error={errorOf("note")}>
        {(ids) => <Textarea {...ids} rows={4} className="w-full" {...field("note")} />}
      </LiveField>
      <KnownList id={`${id}-owners`} values={known.owners} />
      <KnownList id={`${id}-centres`} values={known.costCentres} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={action.running}>
          {t(action.running ? "saving" : "save")}
        </Button>
        <Button onClick={onClose}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
