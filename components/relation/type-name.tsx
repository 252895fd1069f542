import { useTranslations } from "next-intl";
import { isRelationType } from "@/lib/domain/relation-state";

/** The type of a relation in words; one that nobody knows is shown as it came. */
export function TypeName({ type }: { readonly type: string }) {
  const t = useTranslations("words.type");
  return isRelationType(type) ? t(type) : `${t("unknown")}: ${type}`;
}
