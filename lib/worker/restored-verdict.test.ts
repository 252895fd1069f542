import { expect, test } from "vitest";
import type { Place } from "@/lib/db/queries/instance";
import type { MarkFile } from "@/lib/worker/restored-mark";
import { type Findings, judgeDatabase } from "@/lib/worker/restored-verdict";

const place: Place = { engine: "postgres", system: "7301", database: "16384", timeline: "00000001" };
const found: Findings = {
  instance: { id: "desk", marks: ["first", "second"], place },
  isMarkedRestored: false,
  hasHistory: true,
  place,
  hashAtMark: "h150",
};
const file: MarkFile = { instance: "desk", mark: "second", seq: 150, hash: "h150" };
const sqlite = (number: string): Place => ({ engine: "sqlite", system: number, database: null, timeline: null });

const verdict = (changes: Partial<Findings> = {}, known: MarkFile | null = file): string => {
  const judged = judgeDatabase({ ...found, ...changes }, known);
  return judged.kind === "restored" ? judged.cause : judged.kind;
};
const at = (changes: Partial<Place>) => verdict({ place: { ...place, ...changes } });

test("the database that this process left, or one that others took further, is its own", () => {
  expect(verdict()).toBe("own");
});

test("an older state and another branch of it are restored ones", () => {
  expect(verdict({ hashAtMark: null })).toBe("behind");
  expect(verdict({ hashAtMark: "other" })).toBe("forked");
  // It does not even have the mark of the restore that this process saw.
  expect(verdict({ instance: { id: "desk", marks: ["first"], place } })).toBe("behind");
});

test("what another process has acted on is not acted on again", () => {
  expect(verdict({ hashAtMark: null }, { ...file, mark: "first" })).toBe("own");
});

test("another place is found out by what both can know", () => {
  expect([at({ system: "9" }), at({ database: "9" }), at({ timeline: "00000002" })]).toEqual([
    "other_server",
    "other_server",
    "moved_timeline",
  ]);
  expect([at({ system: null }), at({ system: null, database: null, timeline: null })]).toEqual(["own", "own"]);
  expect(at({ engine: "sqlite" })).toBe("other_server");
  const copied = { instance: { id: "desk", marks: ["second"], place: sqlite("11") }, place: sqlite("12") };
  expect(verdict(copied)).toBe("copied");
  expect(verdict(copied, null)).toBe("copied");
});

test("a database without a mark of ours is a first start, or it takes a look at who works on it", () => {
  for (const strange of [null, { ...file, instance: "another" }]) {
    expect(verdict({}, strange)).toBe("unknown");
    expect(verdict({ instance: null }, strange)).toBe("unknown");
    expect(verdict({ hasHistory: false }, strange)).toBe("own");
    expect(verdict({ hasHistory: false, instance: null }, strange)).toBe("own");
  }
});

test("what npm run restore has marked is a restored one, whatever else is so", () => {
  for (const known of [file, null])
    expect(verdict({ isMarkedRestored: true, hasHistory: false }, known)).toBe("restore");
});

test("a file that was written before the log had a row binds to nothing", () => {
  expect(verdict({ hashAtMark: null }, { ...file, seq: 0, hash: "0" })).toBe("own");
});
