import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { Fact, Raw } from "@/components/upstream/fact";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { AccountOperationView, NewAccount } from "@/lib/domain/views/account-operation";

const typed = [
  ["accountAttr", "attr"],
  ["enterpriseName", "enterpriseName"],
  ["firstName", "firstName"],
  ["lastName", "lastName"],
  ["nationCode", "nationCode"],
  ["provinceName", "provinceName"],
  ["cityName", "cityName"],
  ["postcode", "postcode"],
] as const satisfies readonly (readonly [keyof NewAccount, string])[];

/** What an account operation is about, as terms of a list: the new account, the one to link, or the relation. */
export function OperationSubject({ view }: { readonly view: Pick<AccountOperationView, "subject" | "kind"> }) {
  const t = useTranslations("operations");
  const { subject, kind } = view;
  if (subject.kind === "link")
    return (
      <>
        <Fact term={t("one.member")}>
          <Raw>{subject.member}</Raw>
        </Fact>
        {subject.nickname === null ? null : <Fact term={t("one.nickname")}>{subject.nickname}</Fact>}
        <Fact term={t("one.grant")}>
          {subject.grant.kind === "trusteeship" ? t("one.trusteeship") : <Codes codes={subject.grant.codes} />}
        </Fact>
      </>
    );
  if (subject.kind === "relation")
    return (
      <>
        <Fact term={t("one.relation")}>
          <DeskLink href={`/members/${subject.relationId}`} className="text-accent underline underline-offset-2">
            {subject.name}
          </DeskLink>
        </Fact>
        <Fact term={t("one.other")}>
          <Raw>{subject.uid}</Raw>
        </Fact>
        {kind === "unlink" ? null : (
          <Fact term={t("one.rights")}>
            <Codes codes={subject.codes} />
          </Fact>
        )}
      </>
    );
  const { account } = subject;
  return (
    <>
      <Fact term={t("one.email")}>
        <span className="break-all">{account?.loginEmail ?? subject.maskedEmail}</span>
        {account === null ? <span className="block text-sm text-ink-2">{t("one.masked")}</span> : null}
      </Fact>
      {typed.flatMap(([field, word]) => {
        const value = account?.[field] ?? null;
        return value === null
          ? []
          : [
              <Fact key={field} term={t(`create.${word}`)}>
                {value}
              </Fact>,
            ];
      })}
    </>
  );
}

function Codes({ codes }: { readonly codes: readonly PermissionCode[] }) {
  const t = useTranslations("operations.one");
  const words = useTranslations("words.permission");
  return codes.length === 0 ? t("noCodes") : codes.map((code) => words(code)).join(", ");
}
