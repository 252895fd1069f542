import { useTranslations } from "next-intl";
import { hint } from "@/components/ui/hint";
import { catalogue, type PermissionCode, permissionGroups } from "@/lib/domain/permission-catalogue";

interface Props {
  readonly on: readonly PermissionCode[];
  readonly unmapped: number;
  readonly neverRead: boolean;
}

const chip = "rounded border px-1.5 text-xs whitespace-nowrap";

/** What is on, as a chip with a count per group; the labels show on hover and focus of the whole. */
export function PermissionChips({ on, unmapped, neverRead }: Props) {
  const t = useTranslations("members.row");
  const words = useTranslations("words");
  if (neverRead) return <span className="text-ink-2">{t("neverRead")}</span>;
  if (on.length === 0 && unmapped === 0) return <span className="text-ink-2">{t("none")}</span>;
  const groups = permissionGroups
    .map((group) => ({ group, codes: on.filter((code) => catalogue[code].group === group) }))
    .filter(({ codes }) => codes.length > 0);
  const lines = groups.map(
    ({ group, codes }) =>
      `${words(`group.${group}`)}\n${codes.map((code) => `  ${words(`permission.${code}`)}`).join("\n")}`,
  );
  if (unmapped > 0) lines.push(t("unmappedNote", { count: unmapped }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the labels must be reachable without a pointer
    <span tabIndex={0} role="note" className="inline-flex flex-wrap gap-1 rounded" {...hint(lines.join("\n"))}>
      {groups.map(({ group, codes }) => (
        <span
          key={group}
          className={`${chip} ${group === "member_may_not" ? "border-warn/40 text-warn" : "border-line-strong/50 text-ink"}`}
        >
          {t(group, { count: codes.length })}
        </span>
      ))}
      {unmapped > 0 ? (
        <span className={`${chip} border-dashed border-bad/60 text-bad`}>{t("unmapped", { count: unmapped })}</span>
      ) : null}
    </span>
  );
}
