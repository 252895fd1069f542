"use client";

import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RefusedRows } from "@/components/imports/refused-rows";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { ErrorView } from "@/lib/domain/errors";
import { type FactName, type LocalFacts, tagsText } from "@/lib/domain/local-facts";
import type { FactProposal } from "@/lib/domain/views/import";

/** What a file of local facts has to look like, before one is chosen. */
export function FactGuide() {
  const t = useTranslations("imports");
  return (
    <div className="grid grid-cols-1 content-start gap-1">
      <h2 className="text-sm font-medium">{t("expected")}</h2>
      <h3 className="font-medium">{t("facts.guideTitle")}</h3>
      <p className="text-sm wrap-anywhere text-ink-2">{t("facts.guideText")}</p>
      <pre className="rounded-md bg-sunken px-2 py-1 font-mono text-xs whitespace-pre-wrap break-all">
        {'uid,owner,cost_centre,tags,note\n6210322125051640001,Ada Lovelace,CC-42,"eu, production",'}
      </pre>
    </div>
  );
}

interface Props {
  readonly name: string;
  readonly proposal: FactProposal;
  readonly stale: boolean;
  readonly adding: boolean;
  readonly failure: { readonly error: ErrorView | null } | null;
  readonly onSave: () => void;
}

/** What a file of local facts would change: the counts, the first members, and the rows that were not understood. */
export function FactProposalView({ name, proposal, stale, adding, failure, onSave }: Props) {
  const t = useTranslations("imports.facts");
  const shared = useTranslations("imports.proposal");
  const format = useFormatter();
  const { rows, firstChanges } = proposal;
  const label = t("changes", { count: rows.asking });
  return (
    <section aria-label={t("title", { name })} className="grid grid-cols-1 gap-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold break-words">{t("title", { name })}</h2>
        <p className="figures flex flex-wrap gap-x-3 text-ink-2">
          <span>{shared("rows", { count: rows.all })}</span>
          <span>{t("unchanged", { count: format.number(rows.unchanged) })}</span>
          <span>{shared("refused", { count: format.number(rows.refused) })}</span>
        </p>
      </div>
      {stale ? <Banner tone="warn" role="alert" title={t("stale")} /> : null}
      <div className="grid grid-cols-1 gap-2">
        <h3 className="font-medium">{label}</h3>
        {firstChanges.length === 0 ? null : (
          <Table label={label}>
            <thead>
              <tr>
                <HeadCell>{shared("row")}</HeadCell>
                <HeadCell>{shared("member")}</HeadCell>
                <HeadCell className="w-full">{t("change")}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {firstChanges.map((wish) => (
                <tr key={wish.relationId}>
                  <Cell className="figures text-ink-2">{format.number(wish.row)}</Cell>
                  <Cell>
                    <span className="block">{wish.name}</span>
                    <span className="font-mono text-xs text-ink-2">{wish.uid}</span>
                  </Cell>
                  <Cell>
                    {wish.changed.map((fact) => (
                      <BeforeAfter key={fact} fact={fact} before={wish.before} after={wish.after} />
                    ))}
                  </Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
        {firstChanges.length < rows.asking ? (
          <p className="figures text-sm text-ink-2">
            {shared("first", { shown: format.number(firstChanges.length), count: format.number(rows.asking) })}
          </p>
        ) : null}
        {failure === null ? null : (
          <p role="alert" className="text-bad">
            <ErrorText error={failure.error} of="action" />
          </p>
        )}
        {rows.asking === 0 ? null : (
          <div>
            <Button variant="primary" disabled={adding} onClick={onSave}>
              {adding ? t("saving") : t("save", { count: rows.asking })}
            </Button>
          </div>
        )}
      </div>
      {rows.refused === 0 ? null : <RefusedRows rows={proposal.refusedRows} />}
    </section>
  );
}

interface FactProps {
  readonly fact: FactName;
  readonly before: LocalFacts;
  readonly after: LocalFacts;
}

function BeforeAfter({ fact, before, after }: FactProps) {
  const t = useTranslations("imports.facts");
  const names = useTranslations("relation.facts");
  const said = (facts: LocalFacts) => (fact === "tags" ? tagsText(facts.tags) : facts[fact]) || t("empty");
  return (
    <p className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-ink-2">{names(fact)}:</span>
      <span className="line-clamp-3 whitespace-pre-line wrap-anywhere">{said(before)}</span>
      <ArrowRight aria-label="→" className="size-3.5 self-center text-ink-2" />
      <span className="line-clamp-3 font-medium whitespace-pre-line wrap-anywhere">{said(after)}</span>
    </p>
  );
}
