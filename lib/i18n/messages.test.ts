import { expect, test } from "vitest";
import { negotiateLocale } from "@/lib/domain/locale";
import { chinese } from "./chinese";
import { english } from "./english";

/** The names of the arguments and tags of an ICU message; a plural's options are messages themselves. */
function names(message: string): string[] {
  const found = [...message.matchAll(/<(\w+)>/g)].map(([tag]) => tag);
  for (let at = message.indexOf("{"); at >= 0; at = message.indexOf("{", at)) {
    let depth = 1;
    let end = at + 1;
    while (depth > 0 && end < message.length) depth += { "{": 1, "}": -1 }[message[end++] ?? ""] ?? 0;
    const inside = message.slice(at + 1, end - 1);
    found.push(inside.split(",")[0]?.trim() ?? "");
    for (const [, option = ""] of inside.matchAll(/\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g)) found.push(...names(option));
    at = end;
  }
  return found;
}

/** Key → the sorted names of its arguments and tags. */
const outline = (messages: object) =>
  texts(messages, "").map(([key, text]) => [key, [...new Set(names(text))].sort().join(" ")] as const);

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
