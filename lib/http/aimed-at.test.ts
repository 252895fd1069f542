import fc from "fast-check";
import { expect, test } from "vitest";
import { aimedAt, aimOfInput, plainAim } from "@/lib/http/aimed-at";

test("an id stays as it is; what is none is bounded, plain, and names nobody", () => {
  expect(aimedAt("relation", "9007199254740993")).toBe("relation:9007199254740993");
  expect(aimedAt("change_set", "00000000-0000-4000-8000-000000000000")).toBe(
    "change_set:00000000-0000-4000-8000-000000000000",
  );
  expect(aimedAt("relation", "12' or 1=1")).toBe("relation:12__or_1_1");
  expect(aimedAt("relation", "ada@example.com")).toBe("relation:_e-mail_");
  for (const none of [undefined, null, "", 7, {}, ["7"]]) expect(aimedAt("relation", none)).toBeNull();
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 400, unit: "binary" }), (raw) => {
      expect(aimedAt("relation", raw)).toMatch(/^relation:[A-Za-z0-9_:-]{0,64}$/);
    }),
  );
});

test("an input says what it is aimed at by its own properties only", () => {
  expect(aimOfInput({ relationId: "7", code: "no such" })).toBe("relation:7");
  expect(aimOfInput({ changeSetId: "one" })).toBe("change_set:one");
  for (const none of [null, "7", [], {}, { relationId: 7 }, Object.create({ relationId: "7" })])
    expect(aimOfInput(none)).toBeNull();
});

test("what an action says of a text that was no id is plain, short, and names nobody", () => {
  expect(plainAim("relation:1,2,3")).toBe("relation:1,2,3");
  expect(plainAim("12 relations")).toBe("12 relations");
  expect(plainAim("approval:ada@example.com")).toBe("approval:_e-mail_");
  expect(plainAim("approval:\u202E'x")).toBe("approval:__x");
  expect(plainAim(`approval:${"no ".repeat(100)}`)).toHaveLength(96);
});
