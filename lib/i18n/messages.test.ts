import { expect, test } from "vitest";
import { chinese } from "./chinese";
import { english } from "./english";
import { negotiateLocale } from "./locale";

/** Key → the sorted names of its arguments and tags. */
function outline(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") {
    const named = [...value.matchAll(/\{\s*(\w+)\s*(?=[,}])|<(\w+)>/g)].map((found) => found[1] ?? `<${found[2]}>`);
    return [[path, [...new Set(named)].sort().join(" ")]];
  }
  return Object.entries(value ?? {}).flatMap(([key, inner]) => outline(inner, path ? `${path}.${key}` : key));
}

test("both languages say the same things with the same arguments", () => {
  const [here, there] = [outline(english), outline(chinese)];
  expect(here.length).toBeGreaterThan(100);
  expect(Object.fromEntries(there)).toEqual(Object.fromEntries(here));
});

test("no message is empty", () => {
  for (const messages of [english, chinese])
    for (const [, text] of Object.entries(messages).flatMap(([name, inner]) => texts(inner, name)))
      expect(text.trim()).not.toBe("");
});

const texts = (value: unknown, path: string): [string, string][] =>
  typeof value === "string"
    ? [[path, value]]
    : Object.entries(value ?? {}).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));

test("the language is the choice kept, else what the browser asks for first", () => {
  expect(negotiateLocale("zh-CN", "en")).toBe("zh-CN");
  expect(negotiateLocale("xx", "zh-TW,en;q=0.5")).toBe("zh-CN");
  expect(negotiateLocale(undefined, "fr, en;q=0.4, zh;q=0.9")).toBe("zh-CN");
  expect(negotiateLocale(undefined, "fr")).toBe("en");
  expect(negotiateLocale(undefined, "zh;q=0, en;q=0.1")).toBe("en");
  expect(negotiateLocale(undefined, null)).toBe("en");
});
