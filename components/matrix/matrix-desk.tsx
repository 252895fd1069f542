"use client";

import { CircleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useFilledWords } from "@/components/changes/filled-words";
import { useCellWords } from "@/components/matrix/cell-words";
import { MatrixGrid } from "@/components/matrix/matrix-grid";
import { MatrixLegend } from "@/components/matrix/matrix-legend";
import { MatrixLine } from "@/components/matrix/matrix-line";
import { useMatrixRows } from "@/components/matrix/use-matrix-rows";
import { useRowAges } from "@/components/matrix/use-row-ages";
import { type TickActions, useTicks } from "@/components/matrix/use-ticks";
import { ClearFilters, MemberFilters } from "@/components/members/member-filters";
import { MemberSearch } from "@/components/members/member-search";
import { NoMatch, NoMembers } from "@/components/members/members-empty";
import { MembersSkeleton } from "@/components/members/members-skeleton";
import { ScopeLine } from "@/components/members/scope-line";
import { SweepLine } from "@/components/members/sweep-line";
import { SweepProblems } from "@/components/members/sweep-problems";
import { useSelection } from "@/components/members/use-selection";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorText } from "@/components/ui/error-text";
import { useDeskStatus } from "@/lib/client/desk-status";
import { RequestFailed } from "@/lib/client/get-json";
import { type FirstMatrix, useRowsInMotion } from "@/lib/client/matrix";
import type { RelationId } from "@/lib/domain/ids";
import { cellAt, cellBlock, columnSummaries, nameOf, wantedAt } from "@/lib/domain/matrix-cells";
import { isNarrowed, pagelessQueryString } from "@/lib/domain/member-query";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { MatrixRow } from "@/lib/domain/views/matrix";

interface Props {
  readonly first: FirstMatrix;
  readonly status: DeskStatus;
  readonly actions: TickActions;
}

const loadDialog = () => import("@/components/matrix/column-dialog").then((file) => file.ColumnDialog);
const ColumnDialog = dynamic(loadDialog);

/** Members × seven codes: the whole of a view at once, to look through, to tick one by one or by the column. */
export function MatrixDesk({ first, status: firstStatus, actions }: Props) {
  const t = useTranslations("matrix");
  const members = useTranslations("members");
  const words = useTranslations("words");
  const format = useFormatter();
  const { data: status } = useDeskStatus(firstStatus);
  const { query, address, dropped, change, setTyped, matrix, rows, isCapped } = useMatrixRows(first, status);
  const { view } = matrix;
  const mayTick = status.abilities.includes("change.request");

  const selection = useSelection(pagelessQueryString({ ...query, sort: "name", descending: false }));
  const selected = useMemo(
    () => (selection.selected.size === 0 ? rows : rows.filter(([id]) => selection.selected.has(id))),
    [rows, selection.selected],
  );
  const { wantedOf, tick, many, failureOf } = useTicks(actions);
  // Counting the columns must not hold up what is being typed.
  const counted = useDeferredValue(selected);
  const summaries = useMemo(() => columnSummaries(counted, wantedOf), [counted, wantedOf]);

  const [moving, setMoving] = useState<readonly RelationId[]>([]);
  useRowsInMotion(moving);
  const onInSight = useCallback((sight: readonly MatrixRow[]) => {
    const ids = sight.filter(isMoving).map(([id]) => id);
    setMoving((before) => (before.join() === ids.join() ? before : ids));
  }, []);

  const { ageOf, oldAge } = useRowAges(status);
  const say = useCellWords();
  const filled = useFilledWords();
  const explain = (row: MatrixRow, code: PermissionCode): string => {
    const place = permissionCodes.indexOf(code);
    const wanted = wantedAt(row, place, wantedOf);
    const block = mayTick ? cellBlock(row, place) : "no_right";
    const isOld = oldAge(row) !== null;
    const text = say(code, { ...cellAt(row, place), wanted, block, isOld: false }, true);
    const checked = ageOf(row);
    return [
      text,
      ...(checked === null ? [] : [t(isOld ? "cell.old" : "cell.checked", { age: checked })]),
      ...(failureOf(row, code) === undefined ? [] : [t("cell.failed")]),
    ].join(" · ");
  };

  const [stop, setStop] = useState<{ row: MatrixRow; code: PermissionCode } | null>(null);
  const onStop = useCallback((row: MatrixRow | null, code: PermissionCode | null) => {
    setStop(row && code ? { row, code } : null);
  }, []);
  const [asked, setAsked] = useState<PermissionCode | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const isSelection = selection.selected.size > 0;
  const askedSummary = asked && summaries[permissionCodes.indexOf(asked)];

  // A head acts on all of the view: not while another view's rows stand here, or not all of its own.
  const headsOff = isCapped ? t("head.capped") : matrix.isBeginning || matrix.isWaiting ? t("loading") : null;

  const onToggle = (row: MatrixRow, code: PermissionCode): void => {
    const place = permissionCodes.indexOf(code);
    const wanted = wantedAt(row, place, wantedOf);
    const block = mayTick ? cellBlock(row, place) : "no_right";
    // What is in the draft already can be taken out of it, even when it could not be ticked now.
    const isStuck = block !== null && wanted === undefined;
    setSaid(isStuck ? t("cell.blocked", { why: words(`blockReason.${block}`) }) : null);
    if (!isStuck) tick(row, code, !(wanted ?? cellAt(row, place).status === "on"));
  };
  const onHead = (code: PermissionCode): void => {
    const summary = summaries[permissionCodes.indexOf(code)];
    if (!mayTick || !summary || (headsOff !== null && !isSelection)) return;
    const isStuck = summary.on.change + summary.off.change === 0;
    setSaid(isStuck ? t("head.nothing") : null);
    if (!isStuck) setAsked(code);
  };
  const wantMany = async (code: PermissionCode, wanted: boolean): Promise<void> => {
    const of = isSelection ? { relationIds: selected.map(([id]) => id) } : { view: pagelessQueryString(query) };
    const counts = await many.run({ of, code, wanted });
    if (counts === null) return;
    setAsked(null);
    setSaid(t("many.done", { label: words(`permission.${code}`), what: filled(counts) }));
  };
  const failure = stop && failureOf(stop.row, stop.code);
  return (
    <div className="grid gap-3">
      <header className="relative flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="figures text-ink-2">
          {view === undefined
            ? null
            : rows.length === view.matching || matrix.isBeginning
              ? t("whole", { total: view.matching })
              : t("counted", { shown: format.number(rows.length), total: view.matching })}
        </p>
        <ScopeLine scope={status.scope} />
        <SweepLine status={status} />
        <div className="ml-auto">
          <MatrixLegend mayTick={mayTick} />
        </div>
      </header>
      <SweepProblems status={status} />
      <div className="relative flex flex-wrap items-center gap-2">
        <MemberSearch value={address} onType={setTyped} onChange={(search) => change({ search })} />
        <MemberFilters query={query} onChange={change} />
      </div>
      {dropped.length === 0 ? null : (
        <Banner
          tone="neutral"
          title={members("filter.dropped", { what: dropped.map(({ name, value }) => `${name}=${value}`).join(" · ") })}
        />
      )}
      {isCapped && view !== undefined ? (
        <Banner
          tone="neutral"
          title={t("capped", { shown: format.number(view.rows.length), total: format.number(view.matching) })}
        >
          {t("cappedText")}
        </Banner>
      ) : null}
      {matrix.error !== null && view !== undefined ? (
        <Banner tone="warn" title={members("failure.stale")}>
          <ErrorText error={matrix.error instanceof RequestFailed ? matrix.error.error : null} of="read" />
        </Banner>
      ) : null}
      {view === undefined ? (
        matrix.error === null ? (
          <MembersSkeleton rows={12} />
        ) : (
          <EmptyState
            icon={<CircleAlert className="text-bad" />}
            title={members("failure.title")}
            action={<Button onClick={() => matrix.refetch()}>{members("failure.retry")}</Button>}
          >
            <ErrorText error={matrix.error instanceof RequestFailed ? matrix.error.error : null} of="read" />
          </EmptyState>
        )
      ) : view.population === 0 && !isNarrowed(query) && rows.length === 0 ? (
        <NoMembers status={status} />
      ) : rows.length === 0 ? (
        <NoMatch population={view.population} status={status} action={<ClearFilters onChange={change} />} />
      ) : (
        <div className="relative -mx-4 overflow-hidden border-y border-line bg-surface sm:mx-0 sm:rounded-lg sm:border">
          {matrix.isWaiting || matrix.isBeginning ? (
            <div aria-hidden className="absolute inset-x-0 top-0 z-30 h-0.5 bg-accent motion-safe:animate-pulse" />
          ) : null}
          <MatrixGrid
            rows={rows}
            total={matrix.isBeginning ? view.matching : rows.length}
            waiting={matrix.isWaiting || matrix.isBeginning}
            mayTick={mayTick}
            headsOff={headsOff}
            sorted={query.sort === "name" ? (query.descending ? "descending" : "ascending") : null}
            onSort={() => change({ sort: "name", descending: query.sort === "name" && !query.descending })}
            summaries={summaries}
            selected={selection.selected}
            onSelect={selection.set}
            wantedText={(row) => textOf((_, place) => letter(wantedAt(row, place, wantedOf)))}
            failedText={(row) => textOf((code, place) => (failureOf(row, code) === undefined ? "" : String(place)))}
            oldAge={oldAge}
            say={say}
            onToggle={onToggle}
            onHead={onHead}
            explain={explain}
            onStop={onStop}
            onInSight={onInSight}
          />
          <MatrixLine
            about={
              stop === null ? null : (
                <>
                  <span className="font-medium">
                    {t("cell.sentence", { name: nameOf(stop.row), label: words(`permission.${stop.code}`) })}
                  </span>{" "}
                  <span className="text-ink-2">{explain(stop.row, stop.code)}</span>
                  {failure === undefined ? null : (
                    <span role="alert" className="text-bad">
                      {" "}
                      <ErrorText error={failure} of="action" />
                    </span>
                  )}
                </>
              )
            }
            said={said}
            onDismiss={() => setSaid(null)}
            selected={isSelection ? selected.length : 0}
            shown={rows.length}
            onClear={selection.clear}
          />
        </div>
      )}
      <p className="sr-only" role="status">
        {matrix.isBeginning ? t("loading") : matrix.isWaiting ? "" : t("whole", { total: rows.length })}
      </p>
      {asked === null || !askedSummary ? null : (
        <ColumnDialog
          code={asked}
          summary={askedSummary}
          ofSelection={isSelection}
          running={many.running}
          failure={many.failure}
          onWant={(wanted) => void wantMany(asked, wanted)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

const isMoving = (row: MatrixRow): boolean =>
  permissionCodes.some((_, place) => ["queued", "sending", "checking"].includes(cellAt(row, place).mark));

const letter = (wanted: boolean | undefined): string => (wanted === undefined ? "-" : wanted ? "1" : "0");

const textOf = (each: (code: PermissionCode, place: number) => string): string => permissionCodes.map(each).join("");
