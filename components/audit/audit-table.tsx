import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { AccountOutcomeBadge } from "@/components/account-operations/account-outcome";
import { OutcomeBadge } from "@/components/changes/outcome-badge";
import { Badge } from "@/components/ui/badge";
import { hint } from "@/components/ui/hint";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { accountOutcomes } from "@/lib/domain/account-operation";
import { isAuditAction } from "@/lib/domain/audit-actions";
import type { AuditRow } from "@/lib/domain/views/audit";
import { outcomes, type UpstreamView } from "@/lib/domain/views/change-set";

// Done says that this step was, not that a change took effect: only a verified one is green.
const tones: Record<AuditRow["outcome"], Tone> = { done: "neutral", refused: "warn", denied: "bad", failed: "bad" };

const answerTones: Record<Answer, Tone> = {
  accepted: "neutral",
  refused: "bad",
  throttled: "warn",
  unreachable: "warn",
  ambiguous: "warn",
};
const answers = ["accepted", "refused", "throttled", "unreachable", "ambiguous"] as const;
type Answer = NonNullable<UpstreamView["answer"]>;

/** The log, newest first. What a row says in full is one press away. */
export function AuditTable({ rows }: { readonly rows: readonly AuditRow[] }) {
  const t = useTranslations("audit");
  return (
    <Table label={t("table")}>
      <thead>
        <tr>
          {(["seq", "at", "who", "what", "outcome", "about", "evidence"] as const).map((column) => (
            <HeadCell key={column} className={column === "who" ? "max-sm:hidden" : "max-sm:px-1.5"}>
              {t(column)}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.seq}>
            <Cell className="figures text-ink-2 max-sm:px-1.5">{row.seq}</Cell>
            <Cell className="max-sm:min-w-22 max-sm:px-1.5 max-sm:text-sm max-sm:*:whitespace-normal">
              <Time at={row.at} focusable={false} />
            </Cell>
            <Cell className="max-sm:hidden">{row.actor}</Cell>
            <Cell className="min-w-36 max-sm:px-1.5 sm:min-w-48">
              <ActionName action={row.action} />
              <span className="block text-xs break-all text-ink-2 sm:hidden">{row.actor}</span>
            </Cell>
            <Cell className="max-sm:px-1.5">
              <Outcome row={row} />
            </Cell>
            <Cell className="font-mono text-sm">
              <Entity entity={row.entity} />
            </Cell>
            <Cell>
              <Evidence row={row} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** How the attempt ended; of what Alibaba Cloud decides, its answer and the outcome of the change. */
function Outcome({ row }: { readonly row: AuditRow }) {
  const words = useTranslations("words");
  const settled = outcomes.find((outcome) => outcome === row.detail.outcome);
  if (row.action === "change.settled" && settled) return <OutcomeBadge result={settled} />;
  const ended = accountOutcomes.find((outcome) => outcome === row.detail.outcome);
  if (row.action === "account_operation.settled" && ended) return <AccountOutcomeBadge result={ended} />;
  const answered = answers.find((answer) => answer === row.detail.answer);
  if ((row.action === "operation.answered" || row.action === "account_operation.answered") && answered)
    return <Badge tone={answerTones[answered]}>{words(`answer.${answered}`)}</Badge>;
  return <Badge tone={tones[row.outcome]}>{words(`auditOutcome.${row.outcome}`)}</Badge>;
}

const uuid = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}\b/;

/** `person:63239d3e`: a long id is cut where it is still its own; the evidence has it whole. */
function Entity({ entity }: { readonly entity: string | null }) {
  if (entity === null || !uuid.test(entity)) return entity;
  return <span {...hint(entity)}>{entity.replace(uuid, "$1")}</span>;
}

function ActionName({ action }: { readonly action: string }) {
  const t = useTranslations("audit.actions");
  if (!isAuditAction(action)) return <code className="text-sm">{action}</code>;
  return <span {...hint(action)}>{t(action)}</span>;
}

function Evidence({ row }: { readonly row: AuditRow }) {
  const t = useTranslations("audit");
  const { at, action, entity, detail } = row;
  return (
    <details className="group min-w-40">
      <summary
        aria-label={t("details", { seq: row.seq })}
        className="inline-flex min-h-6 list-none items-center gap-1 rounded text-sm text-ink-2 hover:text-ink"
      >
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        <code>{row.hash.slice(0, 8)}</code>
      </summary>
      <dl className="mt-2 grid w-96 max-w-[80vw] gap-2 text-sm">
        <dt className="text-ink-2">{t("show")}</dt>
        <dd>
          <pre className="rounded-md bg-sunken p-2 font-mono text-xs break-all whitespace-pre-wrap">
            {JSON.stringify({ at, action, entity, ...detail }, null, 2)}
          </pre>
        </dd>
        <dt className="text-ink-2">{t("correlation")}</dt>
        <dd className="font-mono text-xs break-all">{row.correlationId}</dd>
        <dt className="text-ink-2">{t("hash")}</dt>
        <dd className="font-mono text-xs break-all">{row.hash}</dd>
      </dl>
    </details>
  );
}
