/** Light, dark, or what the system says. Kept in a cookie, so that the first paint is right without a script. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = "linkbook_theme";

export const parseTheme = (text: string | undefined): Theme => themes.find((theme) => theme === text) ?? "system";
