"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { FactGuide, FactProposalView } from "@/components/imports/fact-proposal";
import { ImportGuide } from "@/components/imports/import-guide";
import { ProposalView } from "@/components/imports/proposal-view";
import { useImport } from "@/components/imports/use-import";
import { Banner } from "@/components/ui/banner";
import { ErrorText } from "@/components/ui/error-text";
import { LiveField } from "@/components/ui/live-field";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import { type ImportKind, mostSheetBytes, mostSheetRows, type SheetRefusal } from "@/lib/domain/views/import";

/** What kinds of files the person may bring, at least one, and the way to bring one of them. */
export function ImportDesk({ kinds }: { readonly kinds: readonly [ImportKind, ...ImportKind[]] }) {
  const t = useTranslations("imports");
  const [kind, setKind] = useState(kinds[0]);
  return (
    <div className="grid gap-4">
      {kinds.length === 1 ? null : (
        <fieldset className="flex flex-wrap items-center gap-x-5 gap-y-1">
          <legend className="mb-1 text-sm font-medium">{t("kind.label")}</legend>
          {kinds.map((one) => (
            <label key={one} className="flex min-h-6 items-center gap-2">
              <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
              {t(`kind.${one}`)}
            </label>
          ))}
        </fieldset>
      )}
      <p className="max-w-3xl text-ink-2">{kind === "facts" ? t("facts.lead") : t("lead")}</p>
      <FileDesk key={kind} kind={kind} />
    </div>
  );
}

/** A file, what it would change, and the way to agree to that. */
function FileDesk({ kind }: { readonly kind: ImportKind }) {
  const t = useTranslations("imports");
  const format = useFormatter();
  const { state, choose, add } = useImport(kind);
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever chose a file waits for what it says; a reader of the screen is taken there.
    if (state.step !== "idle" && state.step !== "reading") result.current?.focus();
  }, [state.step]);
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-1 items-start gap-4 rounded-lg border border-line bg-surface px-4 py-4 lg:grid-cols-[minmax(18rem,1fr)_minmax(0,2fr)]">
        <LiveField
          label={t("file")}
          note={t("fileNote", { megabytes: mostSheetBytes / 1_000_000, rows: format.number(mostSheetRows) })}
        >
          {(ids) => (
            <input
              {...ids}
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
              className="min-h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-ink file:mr-3 file:min-h-8 file:border-0 file:border-r file:border-line-strong file:bg-sunken file:px-3 file:font-medium file:text-ink"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file) void choose(file);
                // The same file once more, edited meanwhile, is another choice.
                currentTarget.value = "";
              }}
            />
          )}
        </LiveField>
        {kind === "facts" ? <FactGuide /> : <ImportGuide />}
      </div>
      <p role="status" className="text-ink-2 empty:hidden">
        {state.step === "reading" ? t("reading", { name: state.name }) : null}
      </p>
      <div ref={result} tabIndex={-1} className="grid grid-cols-1 gap-4 outline-none empty:hidden">
        {state.step === "unreadable" ? (
          <Banner tone="bad" role="alert" title={t("refusedTitle", { name: state.name })}>
            {t("unreadable")}
          </Banner>
        ) : null}
        {state.step === "failed" ? (
          <Banner tone="bad" role="alert" title={t("refusedTitle", { name: state.name })}>
            <ErrorText error={state.error} of="read" />
          </Banner>
        ) : null}
        {state.step === "refused" ? (
          <Banner tone="bad" role="alert" title={t("refusedTitle", { name: state.name })}>
            <FaultText refusal={state.refusal} />
          </Banner>
        ) : null}
        {state.step === "proposed" && state.proposal.kind === "fact_proposal" ? (
          <FactProposalView
            name={state.file.name}
            proposal={state.proposal}
            stale={state.stale}
            adding={state.adding}
            failure={state.failure}
            onSave={() => void add()}
          />
        ) : null}
        {state.step === "proposed" && state.proposal.kind === "proposal" ? (
          <ProposalView
            // Another proposal begins at its own first page.
            key={state.proposal.digest}
            name={state.file.name}
            proposal={state.proposal}
            stale={state.stale}
            adding={state.adding}
            failure={state.failure}
            onAdd={() => void add()}
          />
        ) : null}
        {state.step === "taken" && state.taken.kind === "facts_taken" ? (
          <Banner tone="good" role="status" title={t("facts.taken", { count: state.taken.changed })} />
        ) : null}
        {state.step === "taken" && state.taken.kind === "taken" ? (
          <Banner tone="good" role="status" title={t("taken.title", { count: state.taken.noted })}>
            {state.taken.noted > 0 ? t("taken.text") : null}{" "}
            {state.taken.alreadySo > 0 ? t("taken.alreadySo", { count: state.taken.alreadySo }) : null}{" "}
            {state.taken.blocked > 0 ? t("taken.blocked", { count: state.taken.blocked }) : null}
          </Banner>
        ) : null}
      </div>
    </div>
  );
}

function FaultText({ refusal: { fault, about } }: { readonly refusal: SheetRefusal }) {
  const t = useTranslations("imports.fault");
  const format = useFormatter();
  return t(fault, {
    about,
    missing: about === "" ? "none" : "some",
    megabytes: mostSheetBytes / 1_000_000,
    rows: format.number(mostSheetRows),
    changes: format.number(mostAtOnce),
  });
}
