import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

/** The list while its first rows are on their way, at their height. */
export function MembersSkeleton({ rows }: { readonly rows: number }) {
  const t = useTranslations("common");
  return (
    <div
      role="status"
      aria-label={t("loading")}
      className="-mx-4 border-y border-line bg-surface sm:mx-0 sm:rounded-lg sm:border"
    >
      {[...Array(rows).keys()].map((place) => (
        <div
          key={place}
          className="grid h-84 content-center gap-1.5 border-b border-line px-4 last:border-b-0 md:h-13.25"
        >
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-3 w-56" />
        </div>
      ))}
    </div>
  );
}
