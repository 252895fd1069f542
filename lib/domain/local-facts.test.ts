import fc from "fast-check";
import { expect, test } from "vitest";
import {
  changedFacts,
  editedFacts,
  type LocalFacts,
  noFacts,
  tagOf,
  tagsIn,
  tagsText,
  tidyFacts,
  wrongFacts,
} from "@/lib/domain/local-facts";

const facts = (part: Partial<LocalFacts>): LocalFacts => ({ ...noFacts, ...part });

test("one line is one line, and the same text is the same owner however it was typed", () => {
  expect(tidyFacts(facts({ owner: "  Ada\t Lovelace \n", costCentre: "CC\u00a042" }))).toMatchObject({
    owner: "Ada Lovelace",
    costCentre: "CC 42",
  });
  expect(tidyFacts(facts({ owner: "Jose\u0301" })).owner).toBe("Jos\u00e9");
  expect(tidyFacts(facts({ owner: "Ada" })).owner).not.toBe(tidyFacts(facts({ owner: "ada" })).owner);
});

test("tags: widths, cases, order and repetition make no difference", () => {
  expect(tagsIn("Prod, EU；prod、ＥＵ\n  two  words ")).toEqual(["eu", "prod", "two words"]);
  expect(tidyFacts(facts({ tags: ["b", "A", "a,c"] })).tags).toEqual(["a", "b", "c"]);
});

test("a note keeps its lines", () => {
  expect(tidyFacts(facts({ note: " one\r\ntwo\n" })).note).toBe("one\ntwo");
});

test("limits are in characters as people count them", () => {
  expect(wrongFacts(facts({ owner: "\u{1f600}".repeat(200), costCentre: "x".repeat(100) }))).toEqual([]);
  expect(wrongFacts(facts({ owner: "\u{1f600}".repeat(201), costCentre: "x".repeat(101) }))).toEqual([
    "owner",
    "costCentre",
  ]);
  expect(wrongFacts(facts({ tags: Array.from({ length: 21 }, (_, at) => `t${at}`) }))).toEqual(["tags"]);
  expect(wrongFacts(facts({ tags: ["x".repeat(41)], note: "x".repeat(2_001) }))).toEqual(["tags", "note"]);
});

test("an edit of many touches what it names", () => {
  const before = facts({ owner: "Ada", costCentre: "42", tags: ["eu", "prod"], note: "a note" });
  const nothing = { owner: null, costCentre: null, addTags: [], removeTags: [] };
  expect(changedFacts(before, editedFacts(before, nothing))).toEqual([]);
  expect(editedFacts(before, { ...nothing, owner: "" })).toEqual({ ...before, owner: "" });
  expect(editedFacts(before, { ...nothing, addTags: ["New"], removeTags: ["EU"] }).tags).toEqual(["new", "prod"]);
  expect(changedFacts(before, editedFacts(before, { ...nothing, costCentre: "43", addTags: ["x"] }))).toEqual([
    "costCentre",
    "tags",
  ]);
});

test("whatever is typed: what is kept is kept alike when it is kept again, and tags read back as they were", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, fc.array(text), text, (owner, costCentre, tags, note) => {
      const once = tidyFacts({ owner, costCentre, tags, note });
      expect(tidyFacts(once)).toEqual(once);
      expect(tagsIn(tagsText(once.tags))).toEqual(once.tags);
      for (const tag of once.tags) expect(tagOf(tag)).toBe(tag);
    }),
  );
});
