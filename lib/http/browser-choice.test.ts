import { expect, test } from "vitest";
import { browserChoice } from "@/lib/http/browser-choice";

const own = { host: "desk.example", origin: "http://desk.example" };

const choose = (form: unknown, headers: Record<string, string> = own) =>
  browserChoice(new Headers(headers), "http://desk.example", form, "theme", ["light", "dark"]);

const formOf = (value: string | Blob, field = "theme") => {
  const form = new FormData();
  form.append(field, value);
  return form;
};

test("takes a known value from a form of this desk", () => {
  expect(choose(formOf("dark"))).toBe("dark");
});

test("takes nothing else, and throws at nothing", () => {
  for (const odd of [null, undefined, "dark", 7, [], {}, { theme: "dark" }, { get: 1 }]) expect(choose(odd)).toBeNull();
  for (const form of [formOf("pink"), formOf(""), formOf("dark", "other"), formOf(new Blob(["dark"])), new FormData()])
    expect(choose(form)).toBeNull();
  expect(choose(formOf("dark"), { host: "desk.example" })).toBeNull();
  expect(choose(formOf("dark"), { host: "desk.example", origin: "https://evil.example" })).toBeNull();
});
