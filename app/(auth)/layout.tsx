import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageChoice } from "@/components/shell/language-choice";
import { ProductMark } from "@/components/shell/product-mark";
import { setLocale } from "../_actions/preferences";

export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] justify-items-center px-4">
      <div className="grid w-full max-w-sm content-center gap-6 py-10">
        <header className="flex items-center gap-2.5 text-lg font-semibold">
          <ProductMark className="size-8" />
          {t("productName")}
        </header>
        <main className="rounded-xl border border-line bg-surface p-6 shadow-xs">{children}</main>
      </div>
      <footer className="py-6">
        <LanguageChoice action={setLocale} hideLegend />
      </footer>
    </div>
  );
}
