import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopiedText } from "@/components/attention/copied-text";
import { PileSection } from "@/components/attention/pile-section";
import { EventText } from "@/components/relation/event-text";
import { ActionButton } from "@/components/shell/action-button";
import { DeskLink } from "@/components/shell/desk-link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import type { ActionResult } from "@/lib/domain/errors";
import type { RelationId, Uid } from "@/lib/domain/ids";
import type { Ability } from "@/lib/domain/policy";
import type { Attention, OpenChange } from "@/lib/domain/views/attention";

interface Props {
  readonly attention: Attention;
  readonly payer: Uid;
  readonly abilities: readonly Ability[];
  /** `null` as relation: all of them. The whole is `null` where the person may not say so. */
  readonly markSeen: ((relationId: RelationId | null) => () => Promise<ActionResult<unknown>>) | null;
}

/** Everything that waits for somebody, a section for each kind; an empty desk says so. */
export function AttentionPiles({ attention, payer, abilities, markSeen }: Props) {
  const t = useTranslations("attention");
  const words = useTranslations("words");
  const kinds = useTranslations("operations.kind");
  const { approvals, lateEnds, waiting, unconfirmed, acts, drift, unmapped, invitations } = attention;
  if ([approvals, lateEnds, waiting, unconfirmed, acts, drift, unmapped, invitations].every(({ count }) => count === 0))
    return (
      <EmptyState icon={<CircleCheck className="text-good" />} title={t("none.title")}>
        {t("none.text")}
      </EmptyState>
    );
  const changesOf = ({ codes, verb }: OpenChange) =>
    codes.map((code) => `${words(`permission.${code}`)}: ${words(`direction.${verb === "ADD" ? "add" : "remove"}`)}`);
  const requested = (change: OpenChange) =>
    changesOf(change).map((text) => (
      <span key={text} className="block">
        {text}
      </span>
    ));
  return (
    <div className="grid gap-6">
      <PileSection
        title={t("approvals.title")}
        note={t("approvals.note")}
        pile={approvals}
        keyOf={({ id }) => id}
        row={(item) => ({
          subject: words(`approvalKind.${item.kind}`),
          what: <span className="line-clamp-3 break-words">{item.reason}</span>,
          since: <Time at={item.requestedAt} />,
          mark: null,
          owner: item.requestedBy,
          next: <To href={`/approvals/${item.id}`}>{t("approvals.next")}</To>,
        })}
      />
      <PileSection
        title={t("lateEnds.title")}
        note={t("lateEnds.note")}
        pile={lateEnds}
        keyOf={({ changeSetId, relationId, code }) => `${changeSetId} ${relationId} ${code}`}
        row={(item) => ({
          subject: <MemberName {...item} />,
          what: `${words(`permission.${item.code}`)}: ${words(`direction.${item.direction}`)}`,
          since: <Time at={item.dueAt} />,
          mark: <Badge tone="warn">{t(item.reversalSetId === null ? "lateEnds.late" : "lateEnds.failed")}</Badge>,
          owner: item.owner,
          next: <To href={`/changes/${item.reversalSetId ?? item.changeSetId}`}>{t("lateEnds.next")}</To>,
        })}
      />
      <PileSection
        title={t("waiting.title")}
        note={t("waiting.note")}
        pile={waiting}
        keyOf={({ operationId }) => operationId}
        row={(item) => ({
          subject: <MemberName {...item} />,
          what: requested(item),
          since: <Time at={item.since} />,
          mark: item.overdue ? <Badge tone="warn">{t("waiting.overdue")}</Badge> : null,
          owner: item.owner,
          next: <To href={`/changes/${item.changeSetId}`}>{t("waiting.next")}</To>,
          more: (
            // It names no page of Alibaba Cloud: none is documented.
            <CopiedText
              show={t("waiting.message.show")}
              label={t("waiting.message.label", { name: item.name })}
              text={t("waiting.message.text", {
                payer,
                uid: item.uid,
                relation: item.relationId,
                changes: changesOf(item).join("; "),
                since: item.since.slice(0, 10),
              })}
            />
          ),
        })}
      />
      <PileSection
        title={t("unconfirmed.title")}
        note={t("unconfirmed.note")}
        pile={unconfirmed}
        keyOf={({ operationId }) => operationId}
        row={(item) => ({
          subject: <MemberName {...item} />,
          what: requested(item),
          since: <Time at={item.since} />,
          mark:
            item.settlesAt === null ? null : (
              <span className="text-sm text-ink-2">
                {t("unconfirmed.until")} <Time at={item.settlesAt} />
              </span>
            ),
          owner: item.owner,
          next: <To href={`/changes/${item.changeSetId}`}>{t("unconfirmed.next")}</To>,
        })}
      />
      <PileSection
        title={t("acts.title")}
        note={t("acts.note")}
        pile={acts}
        keyOf={({ operationId }) => operationId}
        row={(item) => ({
          subject: <span className="break-all">{item.label}</span>,
          what: kinds(item.kind),
          since: <Time at={item.since} />,
          mark: <Badge tone={item.state === "locked" ? "warn" : "accent"}>{t(`acts.state.${item.state}`)}</Badge>,
          owner: item.owner,
          next: (
            <To href={`/operations/${item.operationId}`}>{t(item.state === "locked" ? "acts.record" : "acts.next")}</To>
          ),
        })}
      />
      <PileSection
        title={t("drift.title")}
        note={t("drift.note")}
        pile={drift}
        keyOf={({ relationId }) => relationId}
        action={
          markSeen === null ? null : (
            <ActionButton action={markSeen(null)}>{t("drift.allSeen", { count: drift.count })}</ActionButton>
          )
        }
        row={(item) => ({
          subject: <MemberName {...item} />,
          what: (
            <>
              {item.newest.map((difference) => (
                <span key={`${difference.subject} ${difference.rawCode} ${difference.after}`} className="block">
                  <EventText event={difference} />
                </span>
              ))}
              {item.differences > item.newest.length ? (
                <span className="block text-ink-2">
                  {t("drift.further", { count: item.differences - item.newest.length })}
                </span>
              ) : null}
            </>
          ),
          since: <Time at={item.foundAt} />,
          mark: item.late > 0 ? <Badge tone="warn">{t("drift.late", { count: item.late })}</Badge> : null,
          owner: null,
          next: (
            <>
              <To href={`/members/${item.relationId}`}>{t("drift.next")}</To>
              {markSeen === null ? null : (
                <ActionButton
                  size="small"
                  action={markSeen(item.relationId)}
                  label={t("drift.seenOf", { name: item.name })}
                >
                  {t("drift.seen")}
                </ActionButton>
              )}
            </>
          ),
        })}
      />
      <PileSection
        title={t("unmapped.title")}
        note={t("unmapped.note")}
        pile={unmapped}
        keyOf={({ rawCode }) => rawCode}
        row={(item) => ({
          subject: <span className="font-mono text-sm break-all">{item.rawCode}</span>,
          what: item.name,
          since: null,
          mark: <span className="text-sm text-ink-2">{t("unmapped.on", { count: item.relations })}</span>,
          owner: null,
          next: (
            <To href={`/members/${item.relationId}`}>
              {t(abilities.includes("calibration.run") ? "unmapped.calibrate" : "unmapped.next")}
            </To>
          ),
        })}
      />
      <PileSection
        title={t("invitations.title")}
        note={t("invitations.note")}
        pile={invitations}
        keyOf={({ relationId }) => relationId}
        row={(item) => ({
          subject: <MemberName {...item} />,
          what: t(`invitations.${item.turn}`),
          since: item.since === null ? null : <Time at={item.since} />,
          mark: null,
          owner: null,
          next: <To href={`/members/${item.relationId}`}>{t("invitations.next")}</To>,
        })}
      />
    </div>
  );
}

function MemberName({ relationId, name, uid }: { relationId: RelationId; name: string; uid: Uid }) {
  return (
    <>
      <DeskLink
        href={`/members/${relationId}`}
        className="font-medium underline-offset-2 hover:text-accent hover:underline"
      >
        {name}
      </DeskLink>
      <span className="block font-mono text-xs text-ink-2">{uid}</span>
    </>
  );
}

const To = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
  <DeskLink href={href} className={buttonClass("plain", "small")}>
    {children}
  </DeskLink>
);
