import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DeskLink } from "@/components/shell/desk-link";
import { Banner } from "@/components/ui/banner";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import { Fact, Raw } from "@/components/upstream/fact";
import type { CertificateHead } from "@/lib/domain/certificate";
import { relationStates } from "@/lib/domain/relation-state";
import type { SweepCertificate, SweepSummary } from "@/lib/domain/views/sweep";
import { useCauseWords } from "./cause-words";
import { CertificateNews } from "./certificate-news";
import { CertificatePages } from "./certificate-pages";
import { ExportLink } from "./export-link";
import { SweepStatus } from "./sweep-status";

interface Props {
  readonly view: SweepCertificate;
  /** False: the person may not take it along. */
  readonly mayExport: boolean;
}

/** One sweep: what was asked, what was answered, and whether it adds up. */
export function CertificateSheet({ view: { sweep, certificate }, mayExport }: Props) {
  const t = useTranslations("sweeps.one");
  return (
    <div className="grid gap-5">
      <header className="grid gap-1">
        <p>
          <DeskLink href="/sweeps" className={linkClass}>
            {t("back")}
          </DeskLink>
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="text-xl font-semibold">{t("title")}</h1>
          <SweepStatus status={sweep.status} />
          <Time at={sweep.startedAt} className="text-ink-2" />
          {certificate && mayExport ? (
            <span className="ml-auto">
              <ExportLink sweepId={sweep.id}>{t("export")}</ExportLink>
            </span>
          ) : null}
        </div>
      </header>
      {certificate === null ? (
        <EmptyState title={t("noneTitle")}>{t(whyNone[sweep.status])}</EmptyState>
      ) : (
        <>
          <Verdict head={certificate.head} />
          <Facts head={certificate.head} />
          <Part title={t("news.title")} note={certificate.head.compared === null ? null : t("news.note")}>
            <CertificateNews head={certificate.head} />
          </Part>
          <Part title={t("permissions.title")} note={t("permissions.note")}>
            <Permissions head={certificate.head} />
          </Part>
          <Part title={t("pages.title")} note={t("pages.note")}>
            <CertificatePages pages={certificate.pages} />
          </Part>
          <Part title={t("digests.title")} note={t("digests.note")}>
            <Digests head={certificate.head} digest={certificate.digest} />
          </Part>
        </>
      )}
    </div>
  );
}

const linkClass = "text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent";

const whyNone = {
  running: "noneRunning",
  failed: "noneFailed",
  complete: "noneEarlier",
  moved: "noneEarlier",
} as const satisfies Record<SweepSummary["status"], string>;

function Verdict({ head: { verdict, listed } }: { readonly head: CertificateHead }) {
  const t = useTranslations("sweeps.one");
  const format = useFormatter();
  if (verdict === "moved")
    return (
      <Banner tone="warn" title={t("moved")}>
        {t("movedText", { total: format.number(listed.totalCount), relations: format.number(listed.relations) })}
      </Banner>
    );
  return (
    <Banner tone="good" title={t("addsUp")}>
      {t("addsUpText", { total: listed.totalCount })}
      {listed.unreadable > 0 ? ` ${t("addsUpUnreadable", { count: listed.unreadable })}` : null}
    </Banner>
  );
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) =>
  lines.map((line) => (
    <span key={line} className="block">
      <Raw>{line}</Raw>
    </span>
  ));

type FactName =
  | "counted"
  | "relations"
  | "duplicates"
  | "unreadable"
  | "account"
  | "asked"
  | "states"
  | "pageSize"
  | "window"
  | "list";

function Facts({ head }: { readonly head: CertificateHead }) {
  const t = useTranslations("sweeps.one");
  const states = useTranslations("words.state");
  const format = useFormatter();
  const { account, asked, window, listed, sweep } = head;
  const asksAll = relationStates.every((state) => asked.states.includes(state));
  const causeWords = useCauseWords();
  const facts: readonly (readonly [FactName, ReactNode])[] = [
    ["counted", format.number(listed.totalCount)],
    ["relations", format.number(listed.relations)],
    ["duplicates", format.number(listed.duplicates)],
    ["unreadable", format.number(listed.unreadable)],
    ["account", <Lines key="account" lines={[account.uid, account.endpoint]} />],
    ["asked", <Raw key="asked">{asked.action}</Raw>],
    [
      "states",
      `${asksAll ? `${t("allStates")}: ` : ""}${relationStates
        .filter((state) => asked.states.includes(state))
        .map((state) => states(state))
        .join(", ")}`,
    ],
    ["pageSize", format.number(asked.pageSize)],
    ["window", <Lines key="window" lines={[window.from, window.until]} />],
    ["list", t("listOf", { list: sweep.list, cause: causeWords(sweep.cause) })],
  ];
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 min-[30rem]:grid-cols-2 rounded-lg border border-line bg-surface px-4 py-3 lg:grid-cols-4">
      {facts.map(([name, value]) => (
        <Fact key={name} term={t(`fact.${name}`)}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Permissions({ head: { permissions } }: { readonly head: CertificateHead }) {
  const t = useTranslations("sweeps.one.permissions");
  const format = useFormatter();
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:grid-cols-5">
      {(["inEffectOrPending", "readInSweep", "readEarlier", "neverRead", "failed"] as const).map((name) => (
        <Fact key={name} term={t(name)}>
          <span className={`figures ${name === "failed" && permissions.failed > 0 ? "font-medium text-warn" : ""}`}>
            {format.number(permissions[name])}
          </span>
        </Fact>
      ))}
    </dl>
  );
}

function Digests({ head, digest }: { readonly head: CertificateHead; readonly digest: string }) {
  const t = useTranslations("sweeps.one.digests");
  return (
    <dl className="grid gap-3">
      <Fact term={t("whole")}>
        <Raw>{digest}</Raw>
      </Fact>
      <Fact term={t("pages")}>
        <Raw>{head.pagesDigest}</Raw>
      </Fact>
      <Fact term={t("relations")}>
        <Raw>{head.relationsDigest}</Raw>
      </Fact>
      <Fact term={t("previous")}>
        {head.previous === null ? (
          t("noPrevious")
        ) : (
          <DeskLink href={`/sweeps/${head.previous.sweepId}`} className={linkClass}>
            <Raw>{head.previous.digest}</Raw>
          </DeskLink>
        )}
      </Fact>
    </dl>
  );
}

interface PartProps {
  readonly title: string;
  readonly note: string | null;
  readonly children: ReactNode;
}

function Part({ title, note, children }: PartProps) {
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      <div>
        <h2 className="text-lg font-semibold">{title}</h2>
        {note === null ? null : <p className="text-sm break-words text-ink-2">{note}</p>}
      </div>
      {children}
    </section>
  );
}
