"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Time } from "@/components/ui/time";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import { relationChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import type { AccountRecord, RecordAnswer, RelationRecord, RelationView } from "@/lib/domain/views/member";

export type AskRecords = Action<{ relationId: RelationId }, unknown>;

interface Props {
  readonly view: RelationView;
  readonly mayAsk: boolean;
  readonly ask: AskRecords;
}

/** What upstream has on record about the link and its other account: a second opinion, asked for by a person. */
export function UpstreamRecords({ view: { row, records }, mayAsk, ask }: Props) {
  const t = useTranslations("relation.records");
  const client = useQueryClient();
  const asking = useAction(ask, { onDone: () => relationChanged(client, row.relationId) });
  if (!mayAsk && records === null) return null;
  const isPending = records?.doneAt === null;
  return (
    <section aria-labelledby="upstream-records" className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="upstream-records" className="text-lg font-semibold">
          {t("title")}
        </h2>
        {mayAsk ? (
          <Button
            disabled={asking.running || isPending}
            onClick={() => void asking.run({ relationId: row.relationId })}
          >
            {t(isPending ? "asking" : records === null ? "ask" : "again")}
          </Button>
        ) : null}
      </div>
      <p className="text-sm text-ink-2">{t("note")}</p>
      {asking.failure === null ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={asking.failure.error} of="action" />
        </p>
      )}
      {records === null || records.doneAt === null ? null : (
        <div className="grid gap-4 rounded-lg border border-line bg-surface px-4 py-3 sm:grid-cols-2">
          <Answer title={t("relation")} answer={records.relation}>
            {(value) => <RelationFacts value={value} />}
          </Answer>
          <Answer title={t("account")} answer={records.account}>
            {(value) => <AccountFacts value={value} />}
          </Answer>
        </div>
      )}
    </section>
  );
}

interface AnswerProps<T> {
  readonly title: string;
  readonly answer: RecordAnswer<T>;
  readonly children: (value: T) => ReactNode;
}

function Answer<T>({ title, answer, children }: AnswerProps<T>) {
  const t = useTranslations("relation.records");
  return (
    <div className="grid min-w-0 content-start gap-1">
      <h3 className="font-medium">{title}</h3>
      {answer.kind === "told" ? (
        children(answer.value)
      ) : (
        <p className="text-sm text-bad">
          <UpstreamCode code={answer.code} requestId={answer.requestId} />
        </p>
      )}
      <p className="text-sm text-ink-2">
        {t("asked")} <Time at={answer.at} />
      </p>
    </div>
  );
}

function RelationFacts({ value }: { readonly value: RelationRecord }) {
  const t = useTranslations("relation.records");
  return (
    <>
      <Facts
        facts={[
          [t("status"), value.statusText],
          [t("type"), value.type],
          [t("parent"), value.parent],
          [t("child"), value.child],
          [t("start"), value.startTime],
          [t("end"), value.endTime],
          [t("modified"), value.gmtModified],
        ]}
      />
      <p className="text-sm text-ink-2">{t("raw")}</p>
    </>
  );
}

function AccountFacts({ value }: { readonly value: AccountRecord }) {
  const t = useTranslations("relation.records");
  const { isFinancialAccount, memberGroupId, memberGroupName } = value;
  const group = [memberGroupName, memberGroupId].filter((part) => part !== null).join(" · ");
  return (
    <Facts
      facts={[
        [t("userName"), value.userName],
        [t("nickname"), value.memberNickname],
        [t("accountType"), value.accountType],
        [t("financial"), isFinancialAccount === null ? null : t(isFinancialAccount ? "yes" : "no")],
        [t("group"), group === "" ? null : group],
      ]}
    />
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: string | null])[] }) {
  const t = useTranslations("relation.records");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-ink-2">{label}</dt>
          <dd className={value === null ? "text-ink-2" : "break-all"}>{value ?? t("none")}</dd>
        </div>
      ))}
    </dl>
  );
}
