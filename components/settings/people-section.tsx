import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Instant } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";
import { Section } from "./section";

interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabledAt: Instant | null;
  readonly lastSeenAt: Instant | null;
}

/** Who can sign in and as what; read-only. */
export function PeopleSection({ people }: { readonly people: readonly Person[] }) {
  const t = useTranslations("settings.people");
  const words = useTranslations("words.role");
  return (
    <Section title={t("title")} note={t("note")}>
      <Table label={t("title")}>
        <thead>
          <tr>
            {(["name", "email", "roles", "state", "lastSeen"] as const).map((column) => (
              <HeadCell key={column}>{t(column)}</HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <Cell>{person.name}</Cell>
              <Cell className="min-w-44 break-all">{person.email}</Cell>
              <Cell className="min-w-24">{person.roles.map((role) => words(role)).join(", ") || t("noRoles")}</Cell>
              <Cell>
                <Badge tone={person.disabledAt ? "bad" : "good"}>{t(person.disabledAt ? "disabled" : "active")}</Badge>
              </Cell>
              <Cell>{person.lastSeenAt ? <Time at={person.lastSeenAt} /> : t("never")}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
