import { useTranslations } from "next-intl";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Instant } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { Section } from "./section";

interface Alias {
  readonly id: string;
  readonly rawCode: string;
  readonly code: PermissionCode;
  readonly version: number;
  readonly by: string;
  readonly at: Instant;
}

/** The pairs of codes that calibrations have proven. */
export function AliasSection({ aliases }: { readonly aliases: readonly Alias[] }) {
  const t = useTranslations("settings.aliases");
  const words = useTranslations("words.permission");
  return (
    <Section title={t("title")} note={t("note")}>
      {aliases.length === 0 ? (
        <p className="text-ink-2">{t("none")}</p>
      ) : (
        <Table label={t("title")}>
          <thead>
            <tr>
              {(["raw", "code", "version", "by", "at"] as const).map((column) => (
                <HeadCell key={column}>{t(column)}</HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {aliases.map((alias) => (
              <tr key={alias.id}>
                <Cell className="font-mono text-sm break-all">{alias.rawCode}</Cell>
                <Cell>{words(alias.code)}</Cell>
                <Cell className="figures">{alias.version}</Cell>
                <Cell>{alias.by}</Cell>
                <Cell>
                  <Time at={alias.at} />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
