import { useTranslations } from "next-intl";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { Uid } from "@/lib/domain/ids";
import type { ApprovalSubject } from "@/lib/domain/views/approval";

type Rights = Extract<ApprovalSubject, { kind: "rights" }>;
type Held = Rights["after"];

interface Props {
  readonly subject: Rights;
  /** What people call the accounts. */
  readonly accounts: readonly { readonly uid: Uid; readonly name: string | null }[];
}

/** A person's rights, part by part: as they were when this was asked for, and as they are to be. */
export function RightsChange({ subject: { person, before, after }, accounts }: Props) {
  const t = useTranslations("approvals.subject");
  const people = useTranslations("people");
  const words = useTranslations("words");
  const named = (uid: Uid) => {
    const name = accounts.find((account) => account.uid === uid)?.name ?? null;
    return name === null ? uid : `${name} · ${uid}`;
  };
  const parts = [
    ["roles", ({ roles }: Held) => roles.map((role) => words(`role.${role}`)), people("noRoles")],
    ["accounts", (held: Held) => held.accounts?.map(named) ?? [people("allAccounts")], t("none")],
    ["owners", ({ scope }: Held) => (scope.kind === "all" ? [people("allMembers")] : scope.owners), t("none")],
    [
      "costCentres",
      ({ scope }: Held) => (scope.kind === "all" ? [people("allMembers")] : scope.costCentres),
      t("none"),
    ],
  ] as const;
  return (
    <div className="grid gap-3">
      <p>
        <span className="text-ink-2">{t("person")}:</span> <span className="font-medium">{person}</span>
      </p>
      <Table label={t("rights")}>
        <thead>
          <tr>
            <HeadCell className="w-1/5">{t("right")}</HeadCell>
            <HeadCell className="w-2/5">{t("before")}</HeadCell>
            <HeadCell className="w-2/5">{t("after")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {parts.map(([part, partOf, none]) => {
            const [was, is] = [before && partOf(before), partOf(after)];
            const same = was !== null && was.join("\n") === is.join("\n");
            return (
              <tr key={part}>
                <th
                  scope="row"
                  className="border-b border-line px-3 py-2 text-left align-top font-normal text-ink-2 [tr:last-child>&]:border-b-0"
                >
                  {people(part)}
                </th>
                <Cell>
                  {was === null ? (
                    <span className="text-ink-2">{t("notKept")}</span>
                  ) : (
                    <Names names={was} none={none} />
                  )}
                </Cell>
                <Cell className={same ? "text-ink-2" : "font-medium"}>
                  {same ? t("same") : <Names names={is} none={none} />}
                </Cell>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}

/** One a line: an owner's name may have a comma in it. */
function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return none;
  return (
    <ul>
      {names.map((name) => (
        <li key={name} className="break-words">
          {name}
        </li>
      ))}
    </ul>
  );
}
