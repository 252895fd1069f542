/** The languages of the desk, each as a BCP 47 tag. The first is used when a browser asks for none of them. */
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

/** Keeps a person's choice of language on this browser; addresses carry none. */
export const localeCookie = "linkbook_locale";

const isLocale = (text: string | null | undefined): text is Locale => locales.some((locale) => locale === text);

/** A language as it is kept; the first where none is, or one that another version wrote. */
export const languageOf = (kept: string | null): Locale => (isLocale(kept) ? kept : locales[0]);

/**
 * The language of a request: the choice kept in the cookie, else the first that the browser accepts. Any
 * Chinese is 简体中文, everything else English.
 */
export function negotiateLocale(choice: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(choice)) return choice;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", quality = "q=1"] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return { tag, quality: Number(quality.replace("q=", "")) };
    })
    .filter(({ tag, quality }) => /^(zh|en)\b/.test(tag) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return wanted[0]?.tag.startsWith("zh") ? "zh-CN" : "en";
}
