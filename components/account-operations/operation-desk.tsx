"use client";

import { useTranslations } from "next-intl";
import { AccountOutcomeBadge, useOutcomeName } from "@/components/account-operations/account-outcome";
import { OperationHistory } from "@/components/account-operations/operation-history";
import { OperationResult, tellingAnswer } from "@/components/account-operations/operation-result";
import { OperationSubject } from "@/components/account-operations/operation-subject";
import { type RecordFinding, RecordFindingPanel } from "@/components/account-operations/record-finding-panel";
import { type StopAccountOperation, StopOperation } from "@/components/account-operations/stop-operation";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { ErrorText } from "@/components/ui/error-text";
import { Time } from "@/components/ui/time";
import { Fact } from "@/components/upstream/fact";
import { UpstreamAttempt } from "@/components/upstream/upstream-attempt";
import { useAccountOperation } from "@/lib/client/account-operation";
import { RequestFailed } from "@/lib/client/get-json";
import type { AccountOperationView } from "@/lib/domain/views/account-operation";

interface Props {
  readonly first: AccountOperationView;
  readonly actions: { readonly stopAccountOperation: StopAccountOperation; readonly recordFinding: RecordFinding };
}

/** One account operation: what, who, why, when, and its receipt, live. */
export function OperationDesk({ first, actions }: Props) {
  const t = useTranslations("operations");
  const receipts = useTranslations("changes.receipts");
  const { data: view, error: given, failureReason } = useAccountOperation(first);
  // The first failed look says so already, while it is still tried again.
  const error = failureReason ?? given;
  return (
    <div className="grid gap-5">
      <header className="grid gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold">{t(`kind.${view.kind}`)}</h1>
          <AccountOutcomeBadge result={view.outcome ?? view.progress ?? "queued"} />
          {view.locked ? <Badge tone="warn">{t("locked")}</Badge> : null}
          <span className="font-mono text-xs break-all text-ink-2">{view.id}</span>
        </div>
        <p className="max-w-prose break-words whitespace-pre-line">
          <span className="text-ink-2">{t("one.why")}:</span> {view.reason}
        </p>
        <dl className="grid grid-cols-1 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 min-[30rem]:grid-cols-2 lg:grid-cols-4">
          <Fact term={t("one.who")}>{view.requestedBy}</Fact>
          <Fact term={t("one.when")}>
            <Time at={view.requestedAt} />
          </Fact>
          <OperationSubject view={view} />
        </dl>
      </header>
      {error === null ? null : (
        <Banner tone="warn" title={t("one.offline")}>
          <ErrorText error={error instanceof RequestFailed ? error.error : null} of="read" />
        </Banner>
      )}
      <section aria-labelledby="result" className="rounded-lg border border-line bg-surface">
        <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
          <h2 id="result" className="mr-auto text-lg font-semibold">
            {t("one.result")}
          </h2>
          {view.mayStop ? <StopOperation view={view} stop={actions.stopAccountOperation} /> : null}
        </div>
        <OperationResult view={view} />
      </section>
      {view.locked ? <RecordFindingPanel view={view} record={actions.recordFinding} /> : null}
      <section aria-labelledby="answers" className="grid gap-2" hidden={view.attempts.length === 0}>
        <h2 id="answers" className="text-lg font-semibold">
          {t("one.answers")}
        </h2>
        <div className="grid gap-2 text-sm *:bg-surface">
          {view.attempts.map((attempt, index) => (
            <UpstreamAttempt
              key={attempt.sentAt}
              attempt={attempt}
              title={receipts("attempt", { number: index + 1 })}
              level="h3"
              isExplained={index === view.attempts.length - 1 && tellingAnswer(view) !== null}
            />
          ))}
        </div>
      </section>
      <OperationHistory view={view} />
      <Announcer view={view} began={first.version} />
    </div>
  );
}

/** Says the outcome aloud when it comes; what was settled as the page opened is on the page. */
function Announcer({ view, began }: { readonly view: AccountOperationView; readonly began: number }) {
  const t = useTranslations("operations");
  const nameOf = useOutcomeName();
  return (
    <p role="status" className="sr-only">
      {view.outcome === null || view.version === began
        ? ""
        : t("one.announce", { kind: t(`kind.${view.kind}`), result: nameOf(view.outcome) })}
    </p>
  );
}
