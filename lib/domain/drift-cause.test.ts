import { describe, expect, it } from "vitest";
import { type Difference, fieldDifference } from "@/lib/domain/drift";
import { causesOf, type SentOperation } from "@/lib/domain/drift-cause";
import { instant } from "@/lib/domain/ids";
import { isStateInEffect, type RelationState, relationStates } from "@/lib/domain/relation-state";
import { type Outcome, outcomes } from "@/lib/domain/views/change-set";

const ban = "FORBID_WITHDRAW_CASH";
const sent = (more: Partial<SentOperation>): SentOperation => ({
  id: "o1",
  verb: "ADD",
  codes: [ban],
  calibration: false,
  open: true,
  firstSentAt: instant(0),
  settledAt: null,
  changes: [{ id: "c1", code: ban, outcome: null, lateEffectSeen: false }],
  ...more,
});
const settled = (outcome: Outcome, more: Partial<SentOperation> = {}): SentOperation =>
  sent({
    open: false,
    settledAt: instant(1),
    changes: [{ id: "c1", code: ban, outcome, lateEffectSeen: false }],
    ...more,
  });
const causeOf = (difference: Difference | null, operations: readonly SentOperation[]): string | undefined =>
  causesOf(difference ? [difference] : [], operations)[0]?.cause.kind;

describe("a state that changes while an operation of ours is open", () => {
  const moved = (before: RelationState, after: RelationState) =>
    causeOf(fieldDifference("state", before, after), [sent({})]);

  it("is ours when the relation begins to wait for its member, and when the member has answered", () => {
    expect(moved("RELATED", "CHANGE_CONFIRMING")).toBe("ours");
    expect(moved("CHANGE_CONFIRMING", "RELATED")).toBe("ours");
  });

  it.each(relationStates.filter((state) => !isStateInEffect(state)))(
    "is somebody else's when it ends as %s",
    (after) => {
      expect(moved("CHANGE_CONFIRMING", after)).toBe("outside");
      expect(moved("RELATED", after)).toBe("outside");
    },
  );

  it("is somebody else's when a relation that was not in effect comes to be", () => {
    expect(moved("CONFIRMING", "RELATED")).toBe("outside");
  });

  it("is nobody's of ours when nothing is open", () => {
    const difference = fieldDifference("state", "RELATED", "CHANGE_CONFIRMING");
    expect(causeOf(difference, [settled("verified")])).toBe("outside");
  });
});

describe("a code that goes as asked after its operation was settled", () => {
  const goes: Difference = { subject: "permission", code: ban, rawCode: "x", before: "off", after: "on" };
  const proven: readonly Outcome[] = ["verified", "already_so"];

  it.each(outcomes.filter((outcome) => !proven.includes(outcome)))("may be its late effect when it ended %s", (it) => {
    expect(causesOf([goes], [settled(it)])[0]?.cause).toEqual({
      kind: "late_effect",
      operationId: "o1",
      changeId: "c1",
    });
  });

  it.each(proven)("is somebody else's when it ended %s: its effect was seen", (outcome) => {
    expect(causeOf(goes, [settled(outcome)])).toBe("outside");
  });

  it("is somebody else's the second time, the other way, or when a newer operation had the code", () => {
    const once = settled("not_confirmed");
    const seen = once.changes.map((change) => ({ ...change, lateEffectSeen: true }));
    expect(causeOf(goes, [{ ...once, changes: seen }])).toBe("outside");
    expect(causeOf({ ...goes, before: "on", after: "off" }, [once])).toBe("outside");
    const newer = settled("verified", { id: "o2", verb: "DELETE", firstSentAt: instant(2) });
    expect(causeOf(goes, [once, newer])).toBe("outside");
  });
});
