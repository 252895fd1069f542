import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useActLabel } from "@/components/approvals/act-label";
import { RightsChange } from "@/components/approvals/rights-change";
import { DeskLink } from "@/components/shell/desk-link";
import { Fact, Raw } from "@/components/upstream/fact";
import type { Uid } from "@/lib/domain/ids";
import { isPermissionCode } from "@/lib/domain/permission-catalogue";
import { secondPersonActs } from "@/lib/domain/second-person";
import type { ApprovalSubject } from "@/lib/domain/views/approval";
import { planWarnings } from "@/lib/domain/views/change-set";

interface Props {
  readonly subject: Exclude<ApprovalSubject, { kind: "change_set" }>;
  /** The account operation, where it has a page. */
  readonly subjectId: string | null;
  readonly accounts: readonly { readonly uid: Uid; readonly name: string | null }[];
}

/** What is asked for, in words: everything but a plan of permission changes. */
export function ApprovalSubjectText({ subject, subjectId, accounts }: Props) {
  const t = useTranslations("approvals.subject");
  const words = useTranslations("words");
  const kinds = useTranslations("operations.kind");
  const actLabel = useActLabel();
  const facts: (readonly [string, ReactNode])[] = [];
  switch (subject.kind) {
    case "account_operation":
      facts.push([words("approvalKind.account_operation"), kinds(subject.act)]);
      if (subject.memberUid) facts.push([t("member"), <Raw key="uid">{subject.memberUid}</Raw>]);
      if (subject.label) facts.push([t("address"), subject.label]);
      break;
    case "calibration":
      facts.push([t("code"), isPermissionCode(subject.code) ? words(`permission.${subject.code}`) : subject.code]);
      facts.push([
        t("relation"),
        <DeskLink key="relation" href={`/members/${subject.relationId}`} className="text-accent underline">
          {subject.relationId}
        </DeskLink>,
      ]);
      break;
    case "rule": {
      const rule = planWarnings.find((known) => known === subject.rule);
      facts.push([t("rule"), rule ? words(`planWarning.${rule}`) : subject.rule]);
      facts.push([t("after"), t(subject.on ? "on" : "off")]);
      break;
    }
    case "policy":
      if (subject.on !== null) facts.push([words("approvalKind.policy"), t(subject.on ? "turnOn" : "turnOff")]);
      for (const act of secondPersonActs.filter((known) => known in subject.acts))
        facts.push([actLabel(act), t(subject.acts[act] ? "wants" : "wantsNone")]);
      break;
    case "rights":
      return <RightsChange subject={subject} accounts={accounts} />;
    case "trusteeship":
    case "writes_on":
      return (
        <div className="rounded-lg border border-line bg-surface p-4">
          <p className="max-w-prose">{t(subject.kind === "writes_on" ? "writesOn" : "trusteeship")}</p>
        </div>
      );
  }
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        {facts.map(([term, value]) => (
          <Fact key={term} term={term}>
            {value}
          </Fact>
        ))}
      </dl>
      {subject.kind === "account_operation" && subjectId !== null ? (
        <DeskLink href={`/operations/${subjectId}`} className="text-accent underline underline-offset-2">
          {t("operation")}
        </DeskLink>
      ) : null}
    </div>
  );
}
