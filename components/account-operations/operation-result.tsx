import { useTranslations } from "next-intl";
import { useNotSentWords } from "@/components/account-operations/account-outcome";
import { StateBadge } from "@/components/relation/state-badge";
import { DeskLink } from "@/components/shell/desk-link";
import { Time } from "@/components/ui/time";
import { tellingCode } from "@/components/upstream/explained-code";
import { Fact, Raw } from "@/components/upstream/fact";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import { isStateInEffect } from "@/lib/domain/relation-state";
import type { AccountOperationView } from "@/lib/domain/views/account-operation";

/** How it ended, or where it stands, in sentences; why upstream said so; and what came of it. */
export function OperationResult({ view }: { readonly view: AccountOperationView }) {
  const t = useTranslations("operations");
  const words = useTranslations("words");
  const notSent = useNotSentWords();
  const { kind, outcome, notSentReason, result } = view;
  const telling = tellingAnswer(view);
  const late = view.settlements.at(-1)?.note === "late_effect";
  return (
    <div className="grid gap-3 px-4 py-3">
      <div className="grid max-w-prose gap-1">
        <p>
          {outcome !== null && notSentReason !== null
            ? t("note.reason", { reason: notSent(notSentReason) })
            : t(`note.${noteOf(view)}`, { kind })}
        </p>
        {view.readAt === null || outcome === null ? null : (
          <p className="text-sm text-ink-2">
            {t("one.readAt")} <Time at={view.readAt} />
          </p>
        )}
        {outcome === "verified" && !view.causeProven ? (
          <p className="text-warn">{words("outcomeNote.cause_not_proven")}</p>
        ) : null}
        {late ? <p className="text-warn">{t("one.late")}</p> : null}
        {view.settlesAt === null ? null : (
          <p>
            {t("one.mayStill")} <Time at={view.settlesAt} />
          </p>
        )}
        {view.progress === "awaiting_approval" && view.approvalId !== null ? (
          <DeskLink href={`/approvals/${view.approvalId}`} className="text-accent underline underline-offset-2">
            {t("one.approval")}
          </DeskLink>
        ) : null}
        {view.waiting === null ? null : <p className="text-warn">{words(`waiting.${view.waiting}`)}</p>}
        {telling === null ? null : (
          <p className="text-ink-2">
            <UpstreamCode {...telling} />
          </p>
        )}
      </div>
      {result === null && view.seenState === null && view.madeRelationId === null ? null : (
        <dl className="grid grid-cols-1 gap-x-6 gap-y-3 border-t border-line pt-3 min-[30rem]:grid-cols-2 lg:grid-cols-4">
          {result?.pk ? (
            <Fact term={t(outcome === "recorded_created" ? "one.pkRecorded" : "one.pk")}>
              {outcome === "verified" ? (
                <DeskLink
                  href={`/members?q=${result.pk}`}
                  className="font-mono text-xs text-accent underline underline-offset-2"
                >
                  {result.pk}
                </DeskLink>
              ) : (
                <Raw>{result.pk}</Raw>
              )}
            </Fact>
          ) : null}
          {result?.mpk ? (
            <Fact term={t("one.mpk")}>
              <Raw>{result.mpk}</Raw>
            </Fact>
          ) : null}
          {result?.type ? (
            <Fact term={t("one.type")}>
              <Raw>{result.type}</Raw>
            </Fact>
          ) : null}
          {result?.ramAdminRoleName ? (
            <Fact term={t("one.role")}>
              <Raw>{result.ramAdminRoleName}</Raw>
            </Fact>
          ) : null}
          {view.madeRelationId ? (
            <Fact term={t("one.relationId")}>
              <DeskLink
                href={`/members/${view.madeRelationId}`}
                className="font-mono text-xs text-accent underline underline-offset-2"
              >
                {view.madeRelationId}
              </DeskLink>
            </Fact>
          ) : null}
          {view.seenState === null ? null : (
            <Fact term={t("one.seenState")}>
              <StateBadge state={view.seenState} inEffect={isStateInEffect(view.seenState)} />
            </Fact>
          )}
        </dl>
      )}
    </div>
  );
}

/** Whether upstream's flow control answered the last request, of which then nothing was carried out. */
export const wasTurnedAway = (view: AccountOperationView): boolean => view.attempts.at(-1)?.answer === "throttled";

function noteOf(view: AccountOperationView) {
  const { outcome, progress } = view;
  if (outcome === "refused" && wasTurnedAway(view)) return "turnedAwayEnded";
  if (outcome === null && progress === "queued" && wasTurnedAway(view)) return "turnedAway";
  if (outcome === null && progress === "checking" && view.attempts.at(-1)?.answer === "ambiguous")
    return "checkingUnclear";
  return outcome ?? progress ?? "queued";
}

/** The code of the last answer, where it is why the operation ended as it did. */
export function tellingAnswer(
  view: AccountOperationView,
): { readonly code: string; readonly requestId: string | null } | null {
  const last = view.attempts.at(-1);
  const isOver =
    view.outcome === "verified" || view.outcome === "recorded_created" || view.outcome === "recorded_not_created";
  // Of flow control the note has said all there is.
  if (!last || isOver || last.answer === "accepted" || last.answer === "throttled") return null;
  const code = tellingCode(last);
  return code === null ? null : { code, requestId: last.requestIdAnswered };
}
