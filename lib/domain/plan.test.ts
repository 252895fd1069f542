import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRelationId, parseUid } from "@/lib/domain/ids";
import { catalogue, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import {
  changesBetween,
  expectAfter,
  loosens,
  orderOperations,
  type WantedChange,
  warningsOf,
} from "@/lib/domain/plan";

const codeSet = fc.subarray([...permissionCodes]);
const wantedMap = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...permissionCodes), fc.boolean()), { selector: ([code]) => code })
  .map((pairs) => new Map<PermissionCode, boolean>(pairs));

const changesOf = (verb: "ADD" | "DELETE", codes: readonly PermissionCode[]): readonly WantedChange[] =>
  codes.map((code) => ({ code, direction: verb === "ADD" ? "add" : "remove" }));

describe("changes between what is on and what is wanted", () => {
  it("gives exactly the codes that differ, and leaves the others alone", () => {
    fc.assert(
      fc.property(codeSet, wantedMap, (on, wanted) => {
        const changes = changesBetween(on, wanted);
        const relation = parseRelationId("1");
        const uid = parseUid("2");
        if (!relation || !uid) throw new Error("ids");
        const expects = { relationId: relation, masterId: uid, memberId: uid, type: "", state: "", on, unmapped: [] };
        const after = new Set(expectAfter(expects, changes).on);
        for (const code of permissionCodes) expect(after.has(code)).toBe(wanted.get(code) ?? on.includes(code));
        for (const { code } of changes) expect(wanted.get(code)).toBe(!on.includes(code));
      }),
    );
  });
});

describe("the order of requests", () => {
  const planned = (on: readonly PermissionCode[], wanted: ReadonlyMap<PermissionCode, boolean>) => {
    const changes = changesBetween(on, wanted);
    return { changes, operations: orderOperations(changes) };
  };

  it("carries every change once, never an empty request, and at most five", () => {
    fc.assert(
      fc.property(codeSet, wantedMap, (on, wanted) => {
        const { changes, operations } = planned(on, wanted);
        const carried = operations.flatMap(({ verb, codes }) => changesOf(verb, codes));
        expect(carried.map(({ code, direction }) => `${direction} ${code}`).sort()).toEqual(
          changes.map(({ code, direction }) => `${direction} ${code}`).sort(),
        );
        expect(operations.every(({ codes }) => codes.length > 0)).toBe(true);
        expect(operations.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it("makes every loosening change wait for every tightening one that no edge puts behind it", () => {
    fc.assert(
      fc.property(codeSet, wantedMap, (on, wanted) => {
        const { operations } = planned(on, wanted);
        const positionOf = (change: WantedChange) =>
          operations.findIndex(({ verb, codes }) => changesOf(verb, codes).some((it) => it.code === change.code));
        /** Everything that must hold before a request: what it requires, and what that requires. */
        const ahead = (position: number): ReadonlySet<number> => {
          const direct = operations[position]?.requires ?? [];
          return new Set([...direct, ...direct.flatMap((required) => [...ahead(required)])]);
        };
        const all = operations.flatMap(({ verb, codes }) => changesOf(verb, codes));
        for (const loose of all.filter(loosens))
          for (const tight of all.filter((change) => !loosens(change))) {
            const edge =
              loose.direction === "add"
                ? (catalogue[tight.code].after as readonly string[]).includes(loose.code)
                : (catalogue[loose.code].after as readonly string[]).includes(tight.code);
            const isEdge = edge && loose.direction === tight.direction;
            if (isEdge) expect(ahead(positionOf(tight)).has(positionOf(loose))).toBe(true);
            else if (!ahead(positionOf(tight)).has(positionOf(loose)))
              expect(ahead(positionOf(loose)).has(positionOf(tight))).toBe(true);
          }
        for (const [position, { requires }] of operations.entries())
          expect(requires.every((required) => required < position)).toBe(true);
      }),
    );
  });

  it("lets the payer manage invoices before it forbids the member to", () => {
    const wanted = new Map<PermissionCode, boolean>([
      ["FORBID_MANAGE_INVOICE", true],
      ["MANAGE_TARGET_INVOICE", true],
      ["FORBID_WITHDRAW_CASH", true],
      ["CHECK_FINANCE_INFO", true],
      ["CHECK_TARGET_CONSUMPTION", false],
    ]);
    const { operations } = planned(["CHECK_TARGET_CONSUMPTION"], wanted);
    expect(operations).toEqual([
      { verb: "DELETE", codes: ["CHECK_TARGET_CONSUMPTION"], requires: [] },
      { verb: "ADD", codes: ["FORBID_WITHDRAW_CASH"], requires: [] },
      { verb: "ADD", codes: ["MANAGE_TARGET_INVOICE"], requires: [0, 1] },
      { verb: "ADD", codes: ["FORBID_MANAGE_INVOICE"], requires: [2] },
      { verb: "ADD", codes: ["CHECK_FINANCE_INFO"], requires: [0, 1, 3] },
    ]);
  });

  it("goes the other way when both are taken back", () => {
    const wanted = new Map<PermissionCode, boolean>([
      ["FORBID_MANAGE_INVOICE", false],
      ["MANAGE_TARGET_INVOICE", false],
    ]);
    expect(planned(["FORBID_MANAGE_INVOICE", "MANAGE_TARGET_INVOICE"], wanted).operations).toEqual([
      { verb: "DELETE", codes: ["FORBID_MANAGE_INVOICE"], requires: [] },
      { verb: "DELETE", codes: ["MANAGE_TARGET_INVOICE"], requires: [0] },
    ]);
  });
});

describe("what the rules warn of", () => {
  it("says when nobody is left to make invoices", () => {
    const changes: WantedChange[] = [{ code: "FORBID_MANAGE_INVOICE", direction: "add" }];
    expect(warningsOf([], changes, new Set(), false)).toContain("nobody_left_to_invoice");
    expect(warningsOf(["MANAGE_TARGET_INVOICE"], changes, new Set(), false)).not.toContain("nobody_left_to_invoice");
  });

  it("says when a pair was never seen to move, and when the observation is old", () => {
    const changes: WantedChange[] = [{ code: "CHECK_FINANCE_INFO", direction: "add" }];
    expect(warningsOf([], changes, new Set(["CHECK_FINANCE_INFO"]), true)).toEqual([
      "not_proven_pair",
      "old_observation",
    ]);
  });
});
