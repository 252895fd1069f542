"use client";

import { CircleAlert, Upload } from "lucide-react";
import dynamic from "next/dynamic";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { NewMemberLinks } from "@/components/account-operations/new-member-links";
import { Pagination } from "@/components/data-table/pagination";
import type { SetWantedMany } from "@/components/members/change-dialog";
import type { EditFactsMany } from "@/components/members/facts-dialog";
import { MemberExport } from "@/components/members/member-export";
import { ClearFilters, MemberFilters } from "@/components/members/member-filters";
import { MemberSearch } from "@/components/members/member-search";
import { NoMatch, NoMembers } from "@/components/members/members-empty";
import { MembersSkeleton } from "@/components/members/members-skeleton";
import { MembersTable } from "@/components/members/members-table";
import { ScopeLine } from "@/components/members/scope-line";
import { SelectionBar } from "@/components/members/selection-bar";
import { SweepLine } from "@/components/members/sweep-line";
import { SweepProblems } from "@/components/members/sweep-problems";
import { type CheckNow, useChecks } from "@/components/members/use-checks";
import { useMemberView } from "@/components/members/use-member-view";
import { useSelection } from "@/components/members/use-selection";
import { DeskLink } from "@/components/shell/desk-link";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorText } from "@/components/ui/error-text";
import { useDeskStatus } from "@/lib/client/desk-status";
import { RequestFailed } from "@/lib/client/get-json";
import { type FirstMembers, useMembers } from "@/lib/client/members";
import { isNarrowed, memberPageSizes, memberQueryString } from "@/lib/domain/member-query";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly first: FirstMembers;
  readonly status: DeskStatus;
  readonly actions: {
    readonly checkNow: CheckNow;
    readonly setWantedMany: SetWantedMany;
    readonly editFactsMany: EditFactsMany;
  };
}

const FactsDialog = dynamic(() => import("@/components/members/facts-dialog").then((file) => file.FactsDialog));
const ChangeDialog = dynamic(() => import("@/components/members/change-dialog").then((file) => file.ChangeDialog));

/** The home page: every linked member, as stored, with what is known of how complete and how old that is. */
export function MembersDesk({ first, status: firstStatus, actions }: Props) {
  const t = useTranslations("members");
  const imports = useTranslations("imports");
  const format = useFormatter();
  const { data: status } = useDeskStatus(firstStatus);
  const { query, dropped, change } = useMemberView();
  const selection = useSelection(filtersOf(query));
  const [changing, setChanging] = useState(false);
  const [naming, setNaming] = useState(false);
  const checks = useChecks(actions.checkNow, status.now);
  const { data, error, isPlaceholderData, refetch } = useMembers(query, first, {
    sweeping: status.sweep?.status === "running",
    isChecking: checks.isChecking,
  });
  // The rows of a sweep that has just ended are there before the next look at the list is due.
  const sweepEnd = status.sweep?.endedAt ?? null;
  const [seenEnd, setSeenEnd] = useState(sweepEnd);
  useEffect(() => {
    if (sweepEnd === seenEnd) return;
    setSeenEnd(sweepEnd);
    if (sweepEnd !== null) void refetch();
  }, [sweepEnd, seenEnd, refetch]);
  const mayCheck = status.abilities.includes("member.check");

  return (
    <div className="grid gap-4">
      <header className="grid gap-1">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-2">
          <h1 className="text-xl font-semibold">{t("title")}</h1>
          <p className="figures text-ink-2">
            {data !== undefined && !isPlaceholderData && !isNarrowed(query) && data.matching !== data.population
              ? t("both", { relations: data.matching, members: data.population })
              : t("counted", { count: data?.population ?? status.members })}
            {data === undefined || data.unowned === 0 ? null : (
              <>
                {" · "}
                <button
                  type="button"
                  aria-pressed={query.unowned}
                  onClick={() => change({ unowned: !query.unowned, owner: "" })}
                  className="min-h-6 text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
                >
                  {t("unowned", { count: format.number(data.unowned) })}
                </button>
              </>
            )}
          </p>
          <NewMemberLinks abilities={status.abilities} />
        </div>
        <ScopeLine scope={status.scope} />
        <SweepLine status={status} />
      </header>
      <SweepProblems status={status} />
      <div className="relative flex flex-wrap items-center gap-2">
        <MemberSearch value={query.search} onChange={(search) => change({ search })} />
        <MemberFilters query={query} onChange={change} />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {data === undefined || data.matching === 0 || !status.abilities.includes("member.export") ? null : (
            <MemberExport query={query} matching={data.matching} selected={selection.selected} />
          )}
          {status.abilities.includes("change.request") || status.abilities.includes("fact.edit") ? (
            <DeskLink href="/members/import" className={buttonClass()}>
              <Upload aria-hidden className="size-4" />
              {imports("link")}
            </DeskLink>
          ) : null}
        </div>
      </div>
      {dropped.length === 0 ? null : (
        <Banner
          tone="neutral"
          title={t("filter.dropped", { what: dropped.map(({ name, value }) => `${name}=${value}`).join(" · ") })}
        />
      )}
      {error !== null && data !== undefined ? (
        <Banner tone="warn" title={t("failure.stale")}>
          <ErrorText error={error instanceof RequestFailed ? error.error : null} of="read" />
        </Banner>
      ) : null}
      {data === undefined ? (
        error === null ? (
          <MembersSkeleton rows={Math.min(status.members, query.pageSize) || 1} />
        ) : (
          <EmptyState
            icon={<CircleAlert className="text-bad" />}
            title={t("failure.title")}
            action={<Button onClick={() => void refetch()}>{t("failure.retry")}</Button>}
          >
            <ErrorText error={error instanceof RequestFailed ? error.error : null} of="read" />
          </EmptyState>
        )
      ) : (
        <>
          {data.population === 0 && !isNarrowed(query) ? <NoMembers status={status} /> : null}
          {data.matching === 0 && (data.population > 0 || isNarrowed(query)) ? (
            <NoMatch population={data.population} status={status} action={<ClearFilters onChange={change} />} />
          ) : null}
          {data.rows.length === 0 ? null : (
            <MembersTable
              rows={data.rows}
              query={query}
              onSort={(sort, descending) => change({ sort, descending })}
              selected={mayCheck ? selection.selected : null}
              onSelect={selection.set}
              checking={checks.pendingOf(data.rows)}
              now={status.now}
              freshForMs={status.freshForMs}
              waiting={isPlaceholderData}
            />
          )}
          {data.matching === 0 ? null : (
            <Pagination
              page={data.page}
              pages={data.pages}
              pageSize={query.pageSize}
              total={data.matching}
              onPage={(page) => change({ page })}
              sizes={{ all: memberPageSizes, onChoose: (pageSize) => change({ pageSize }) }}
            />
          )}
          <SelectionBar
            count={selection.selected.size}
            total={data.matching}
            query={query}
            onSelectAll={(ids) => selection.set(ids, true)}
            onClear={selection.clear}
            onFacts={status.abilities.includes("fact.edit") ? () => setNaming(true) : null}
            onChange={status.abilities.includes("change.request") ? () => setChanging(true) : null}
            onCheck={() => void checks.start([...selection.selected]).then((done) => done && selection.clear())}
            running={checks.running}
            failure={checks.failure}
            queued={checks.queued}
            onDismiss={checks.dismiss}
          />
        </>
      )}
      {changing ? (
        <ChangeDialog
          relationIds={[...selection.selected]}
          setWantedMany={actions.setWantedMany}
          onClose={() => setChanging(false)}
        />
      ) : null}
      {naming ? (
        <FactsDialog
          relationIds={[...selection.selected]}
          query={query}
          matching={data?.matching ?? 0}
          editFactsMany={actions.editFactsMany}
          onClose={() => setNaming(false)}
        />
      ) : null}
      <p className="sr-only" role="status">
        {data === undefined || isPlaceholderData ? "" : t("relations", { count: data.matching })}
      </p>
    </div>
  );
}

/** The list that a selection is about: the filters, whatever the order and the page. */
const filtersOf = (query: MemberQuery): string =>
  memberQueryString({ ...query, page: 1, sort: "name", descending: false, pageSize: 50 });
