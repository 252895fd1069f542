import { expect, test } from "vitest";
import { isOfAct, type SentAct, withLateActs } from "@/lib/domain/act-cause";
import { fieldDifference } from "@/lib/domain/drift";
import { type Instant, instant } from "@/lib/domain/ids";

const at = (seconds: number): Instant => instant(Date.UTC(2026, 10, 22, 12) + seconds * 1_000);
const unlink: SentAct = {
  id: "unlink",
  kind: "unlink",
  firstSentAt: at(0),
  settledAt: at(2),
  mayHaveDone: true,
  mayComeLate: false,
};

function changed(subject: "state" | "end_time" | "nickname", after: string) {
  const difference = fieldDifference(subject, "before", after);
  if (!difference) throw new Error("a difference");
  return difference;
}

test("what an unlink does is its own, also in the first list after it", () => {
  expect(isOfAct(changed("state", "CONNECTION_CANCELED"), [unlink], at(-60))).toBe(true);
  expect(isOfAct(changed("end_time", "2026"), [unlink], at(-60))).toBe(true);
});

test("what was seen to be so after it ended is somebody else's", () => {
  expect(isOfAct(changed("end_time", "2026"), [unlink], at(3))).toBe(false);
});

test("another state, or another name, is not of an unlink", () => {
  expect(isOfAct(changed("state", "REJECTED"), [unlink], at(-60))).toBe(false);
  expect(isOfAct(changed("nickname", "other"), [unlink], at(-60))).toBe(false);
});

test("one that ended without effect explains nothing; one under way may show at any time", () => {
  const state = changed("state", "CONNECTION_CANCELED");
  expect(isOfAct(state, [{ ...unlink, mayHaveDone: false }], at(-60))).toBe(false);
  expect(isOfAct(state, [{ ...unlink, settledAt: null, mayHaveDone: false }], at(60))).toBe(true);
});

test("what an operation was to do and did not is possibly its late effect, once", () => {
  const state = changed("state", "CONNECTION_CANCELED");
  const late = { ...unlink, mayHaveDone: false, mayComeLate: true };
  const outside = { ...state, cause: { kind: "outside" } } as const;
  expect(withLateActs([outside], [late])).toEqual([
    { ...state, cause: { kind: "late_act", accountOperationId: "unlink" } },
  ]);
  expect(withLateActs([outside], [unlink])).toEqual([outside]);
});
