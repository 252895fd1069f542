import { describe, expect, it } from "vitest";
import { type Difference, fieldDifference } from "@/lib/domain/drift";
import { causesOf, type SentOperation } from "@/lib/domain/drift-cause";
import { instant } from "@/lib/domain/ids";
import { isStateInEffect, type RelationState, relationStates } from "@/lib/domain/relation-state";
import type { Outcome } from "@/lib/domain/views/change-set";

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
