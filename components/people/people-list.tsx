import { useTranslations } from "next-intl";
import { type PersonActions, PersonForm } from "@/components/people/person-form";
import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";
import { Fact } from "@/components/upstream/fact";
import type { Uid } from "@/lib/domain/ids";
import type { Person } from "@/lib/domain/views/person";

interface Props {
  readonly people: readonly Person[];
  /** Who looks: their own rights somebody else changes. */
  readonly self: string;
  readonly accounts: readonly { readonly uid: Uid; readonly name: string | null }[];
  readonly actions: PersonActions;
}

/** Everybody who can or could sign in, by name; each opens to be edited. */
export function PeopleList({ people, self, accounts, actions }: Props) {
  const t = useTranslations("people");
  const words = useTranslations("words.role");
  return (
    <ul aria-label={t("table")} className="divide-y divide-line rounded-lg border border-line bg-surface">
      {people.map((person) => {
        const state = person.disabledAt ? "disabled" : person.invited ? "invited" : "active";
        return (
          <li key={person.id}>
            <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-2 px-4 py-3 max-md:[&>dl]:col-span-2 md:grid-cols-[minmax(0,1.4fr)_minmax(0,1.2fr)_minmax(0,1fr)_auto]">
              <div className="min-w-0">
                <p className="font-medium break-words">{person.name}</p>
                <p className="text-sm break-all text-ink-2">{person.email}</p>
              </div>
              <dl className="grid gap-1.5">
                <Fact term={t("column.roles")}>
                  {person.roles.map((role) => words(role)).join(", ") || t("noRoles")}
                </Fact>
                <Fact term={t("column.accounts")}>{person.accounts?.join(", ") ?? t("all")}</Fact>
                {person.scope.kind === "some" ? (
                  <Fact term={t("members")}>{[...person.scope.owners, ...person.scope.costCentres].join(", ")}</Fact>
                ) : null}
              </dl>
              <dl className="grid gap-1.5">
                <Fact term={t("column.lastSeen")}>
                  {person.lastSeenAt ? <Time at={person.lastSeenAt} /> : t("never")}
                </Fact>
                <Fact term={t("column.sessions")}>{person.sessions}</Fact>
              </dl>
              <span className="justify-self-start max-md:col-start-2 max-md:row-start-1">
                <Badge tone={state === "disabled" ? "bad" : state === "invited" ? "accent" : "good"}>{t(state)}</Badge>
              </span>
            </div>
            {person.id === self ? (
              <p className="px-4 pb-3 text-sm text-ink-2">{t("self")}</p>
            ) : (
              <details>
                <summary
                  aria-label={t("edit", { name: person.name })}
                  className="mx-4 mb-3 min-h-6 w-fit text-sm text-accent"
                >
                  {t("editShort")}
                </summary>
                <PersonForm person={person} accounts={accounts} actions={actions} />
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}
