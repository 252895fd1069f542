import { useTranslations } from "next-intl";

const causes = ["start", "schedule", "moved"] as const;

/** Gives words for why a sweep was begun; for a cause that is not known, the cause. */
export function useCauseWords(): (cause: string) => string {
  const t = useTranslations("sweeps.cause");
  return (cause) => {
    const known = causes.find((one) => one === cause);
    return known ? t(known) : cause;
  };
}
