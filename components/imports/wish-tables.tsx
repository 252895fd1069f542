import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { CodeStatus } from "@/lib/domain/observed";
import { catalogue, type PermissionCode } from "@/lib/domain/permission-catalogue";
import type { MovedView, WishView } from "@/lib/domain/views/import";

interface Line {
  readonly row: number;
  readonly uid: string;
  readonly name: string;
  readonly relationId: string;
  readonly code: PermissionCode;
}

interface FrameProps<Shown extends Line> {
  readonly label: string;
  /** What the last columns are called, and what they say. */
  readonly columns: readonly (readonly [string, (line: Shown) => ReactNode])[];
  readonly lines: readonly Shown[];
  readonly count: number;
}

function CellTable<Shown extends Line>({ label, columns, lines, count }: FrameProps<Shown>) {
  const t = useTranslations("imports.proposal");
  const format = useFormatter();
  if (lines.length === 0) return null;
  return (
    <div className="grid grid-cols-1 gap-1">
      <Table label={label}>
        <thead>
          <tr>
            <HeadCell>{t("row")}</HeadCell>
            <HeadCell>{t("member")}</HeadCell>
            {columns.map(([name]) => (
              <HeadCell key={name}>{name}</HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.relationId} ${line.code}`}>
              <Cell className="figures text-ink-2">{format.number(line.row)}</Cell>
              <Cell>
                <span className="block">{line.name}</span>
                <span className="font-mono text-xs text-ink-2">{line.uid}</span>
              </Cell>
              {columns.map(([name, said]) => (
                <Cell key={name}>{said(line)}</Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
      {lines.length < count ? (
        <p className="figures text-sm text-ink-2">
          {t("first", { shown: format.number(lines.length), count: format.number(count) })}
        </p>
      ) : null}
    </div>
  );
}

interface WishProps {
  readonly label: string;
  readonly wishes: readonly WishView[];
  readonly count: number;
  readonly withReason: boolean;
}

/** Cells that ask for something: before → after, or why not. */
export function WishTable({ label, wishes, count, withReason }: WishProps) {
  const t = useTranslations("imports.proposal");
  const words = useTranslations("words");
  const change = (wish: WishView) => (
    <span className="flex flex-wrap items-center gap-x-2">
      <BeforeAfter code={wish.code} before={wish.before} after={wish.wanted ? "on" : "off"} />
      {catalogue[wish.code].risk[wish.wanted ? "add" : "remove"] === "high" ? (
        <Badge tone="warn">{words("risk.high")}</Badge>
      ) : null}
    </span>
  );
  // On a phone the table scrolls sideways rather than break a sentence into words.
  const why = (wish: WishView) =>
    wish.blocked === null ? null : <span className="block min-w-48">{words(`blockReason.${wish.blocked}`)}</span>;
  return (
    <CellTable
      label={label}
      lines={wishes}
      count={count}
      columns={[[t("change"), change], ...(withReason ? ([[t("why"), why]] as const) : [])]}
    />
  );
}

interface MovedProps {
  readonly label: string;
  readonly cells: readonly MovedView[];
  readonly count: number;
}

/** Cells that nobody edited and that are not as they were issued any more. */
export function MovedTable({ label, cells, count }: MovedProps) {
  const t = useTranslations("imports.proposal");
  return (
    <CellTable
      label={label}
      lines={cells}
      count={count}
      columns={[[t("issuedNow"), ({ code, issued, now }) => <BeforeAfter code={code} before={issued} after={now} />]]}
    />
  );
}

interface BeforeAfterProps {
  readonly code: PermissionCode;
  readonly before: CodeStatus;
  readonly after: CodeStatus;
}

function BeforeAfter({ code, before, after }: BeforeAfterProps) {
  const words = useTranslations("words");
  const states = useTranslations("relation.permissions");
  const { group } = catalogue[code];
  const said = (status: CodeStatus) => (status === "unknown" ? states("unknown") : states(`${status}.${group}`));
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>{words(`permission.${code}`)}:</span>
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        {said(before)}
        <ArrowRight aria-label="→" className="size-3.5 text-ink-2" />
        <span className="font-medium">{said(after)}</span>
      </span>
    </span>
  );
}
