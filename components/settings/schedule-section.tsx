import { useTranslations } from "next-intl";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Section } from "./section";

interface Entry {
  readonly setting: string;
  readonly name: "list" | "permissions" | "fresh" | "readBack" | "settle" | "recheck" | "rate";
  /** Milliseconds; for `rate` calls a second. */
  readonly value: number;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** The largest unit in which a length of time is a whole number; a day only from two on: "24 h" is what was set. */
function inUnit(milliseconds: number): readonly ["d" | "h" | "min" | "s" | "ms", number] {
  for (const [unit, length] of units)
    if (milliseconds % length === 0 && (unit !== "d" || milliseconds > length)) return [unit, milliseconds / length];
  return ["ms", milliseconds];
}

/** How often what is read, and how long what counts: as the server's environment sets it. */
export function ScheduleSection({ schedule }: { readonly schedule: readonly Entry[] }) {
  const t = useTranslations("settings.schedule");
  return (
    <Section title={t("title")} note={t("note")}>
      <Table label={t("title")}>
        <thead>
          <tr>
            <HeadCell>{t("entry")}</HeadCell>
            <HeadCell>{t("value")}</HeadCell>
            <HeadCell>{t("setting")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {schedule.map(({ setting, name, value }) => {
            const [unit, count] = inUnit(value);
            return (
              <tr key={setting}>
                <Cell className="min-w-36">{t(name)}</Cell>
                <Cell className="figures whitespace-nowrap">
                  {name === "rate" ? value : t(`unit.${unit}`, { count })}
                </Cell>
                <Cell className="font-mono text-sm">{setting}</Cell>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Section>
  );
}
