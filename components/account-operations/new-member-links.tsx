import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import type { Ability } from "@/lib/domain/policy";

const ways = [
  ["link", "/members/link", "member.link"],
  ["create", "/members/new", "member.create"],
] as const satisfies readonly (readonly [string, string, Ability])[];

/** The ways to a further member, for those who may go them. */
export function NewMemberLinks({ abilities }: { readonly abilities: readonly Ability[] }) {
  const t = useTranslations("operations");
  const open = ways.filter(([, , ability]) => abilities.includes(ability));
  if (open.length === 0) return null;
  return (
    <div className="ml-auto flex flex-wrap gap-2">
      {open.map(([way, href]) => (
        <DeskLink key={way} href={href} className={buttonClass("plain", "small")}>
          {t(`kind.${way}`)}
        </DeskLink>
      ))}
    </div>
  );
}
