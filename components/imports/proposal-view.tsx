"use client";

import { useFormatter, useTranslations } from "next-intl";
import { RefusedRows } from "@/components/imports/refused-rows";
import { MovedTable, WishTable } from "@/components/imports/wish-tables";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Time } from "@/components/ui/time";
import type { ErrorView } from "@/lib/domain/errors";
import type { ImportProposal } from "@/lib/domain/views/import";

interface Props {
  readonly name: string;
  readonly proposal: ImportProposal;
  readonly stale: boolean;
  readonly adding: boolean;
  readonly failure: { readonly error: ErrorView | null } | null;
  readonly onAdd: () => void;
}

/** What a sheet would change: the counts, the first changes, what cannot be had, and the rows that were not understood. */
export function ProposalView({ name, proposal, stale, adding, failure, onAdd }: Props) {
  const t = useTranslations("imports.proposal");
  const words = useTranslations("words");
  const format = useFormatter();
  const { rows, issue, changes, members } = proposal;
  const blocked = proposal.blocked.reduce((sum, { count }) => sum + count, 0);
  const mayAdd = changes > 0 || proposal.takenOut > 0;
  const rest = [
    proposal.alreadySo > 0 ? t("alreadySo", { count: proposal.alreadySo }) : null,
    proposal.repeated > 0 ? t("repeated", { count: proposal.repeated }) : null,
    proposal.takenOut > 0 ? t("takenOut", { count: proposal.takenOut }) : null,
  ].filter((text) => text !== null);
  return (
    <section aria-label={t("title", { name })} className="grid grid-cols-1 gap-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold break-words">{t("title", { name })}</h2>
        <p className="figures flex flex-wrap gap-x-3 text-ink-2">
          <span>{t("rows", { count: rows.all })}</span>
          <span>{t("asking", { count: rows.asking })}</span>
          {proposal.of === "export" ? <span>{t("unchanged", { count: format.number(rows.unchanged) })}</span> : null}
          <span>{t("refused", { count: format.number(rows.refused) })}</span>
        </p>
        {issue === null ? null : (
          <p className="text-ink-2">
            {t("issue", { rows: issue.rows })} <Time at={issue.at} />
            {issue.rows > rows.all ? <> · {t("fewer", { count: issue.rows - rows.all })}</> : null}
          </p>
        )}
      </div>
      {stale ? <Banner tone="warn" role="alert" title={t("stale")} /> : null}
      {proposal.whole ? null : (
        <Banner tone="warn" title={t("notWhole")}>
          {t("notWholeText")}
        </Banner>
      )}
      <div className="grid grid-cols-1 gap-2">
        <h3 className="font-medium">{mayAdd ? t("changes", { changes, members }) : t("nothing")}</h3>
        {rest.map((text) => (
          <p key={text} className="text-ink-2">
            {text}
          </p>
        ))}
        <WishTable
          label={t("changes", { changes, members })}
          wishes={proposal.firstChanges}
          count={changes}
          withReason={false}
        />
        {failure === null ? null : (
          <p role="alert" className="text-bad">
            <ErrorText error={failure.error} of="action" />
          </p>
        )}
        {mayAdd ? (
          <div>
            <Button variant="primary" disabled={adding} onClick={onAdd}>
              {adding ? t("adding") : t("add", { count: changes })}
            </Button>
          </div>
        ) : null}
      </div>
      {blocked === 0 ? null : (
        <div className="grid grid-cols-1 gap-2">
          <h3 className="font-medium">{t("blocked", { count: blocked })}</h3>
          <ul className="grid gap-0.5 text-ink-2">
            {proposal.blocked.map(({ reason, count }) => (
              <li key={reason}>
                {t("blockedReason", { reason: words(`blockReason.${reason}`), count: format.number(count) })}
              </li>
            ))}
          </ul>
          <WishTable
            label={t("blocked", { count: blocked })}
            wishes={proposal.firstBlocked}
            count={blocked}
            withReason
          />
        </div>
      )}
      {proposal.moved === 0 ? null : (
        <div className="grid grid-cols-1 gap-2">
          <h3 className="font-medium">{t("moved", { count: proposal.moved })}</h3>
          <p className="text-ink-2">{t("movedText")}</p>
          <MovedTable
            label={t("moved", { count: proposal.moved })}
            cells={proposal.firstMoved}
            count={proposal.moved}
          />
        </div>
      )}
      {rows.refused === 0 ? null : <RefusedRows rows={proposal.refusedRows} />}
    </section>
  );
}
