import "server-only";
import { getTranslations } from "next-intl/server";
import { factNames } from "@/lib/domain/local-facts";
import { locales } from "@/lib/domain/locale";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { SheetWords } from "@/lib/domain/views/import";
import { keyed } from "../exports/keyed";

/** The words by which a sheet is understood, of every language: a file may be older than the choice of one. */
export const sheetWords = (): Promise<readonly SheetWords[]> =>
  Promise.all(
    locales.map(async (locale) => {
      const file = await getTranslations({ locale, namespace: "exportFile" });
      const words = await getTranslations({ locale, namespace: "words" });
      const t = await getTranslations({ locale, namespace: "imports.heading" });
      return {
        uid: file("column.uid"),
        code: t("code"),
        wanted: t("wanted"),
        mark: file("column.mark"),
        end: file("line.end"),
        permission: keyed(permissionCodes, (code) => words(`permission.${code}`)),
        fact: keyed(factNames, (name) => file(`column.${name}`)),
        status: keyed(["on", "off", "unknown"], (status) => file(`status.${status}`)),
      };
    }),
  );
