import { describe, expect, it } from "vitest";
import { isPermissionCode, permissionName } from "@/lib/simulator/permission-codes";
import { defaultPayerUid, Population } from "@/lib/simulator/population/population";
import { codesOn, relationSchema, STATES } from "@/lib/simulator/relation";

const PAYER = defaultPayerUid(1);
const NOW = Date.parse("2026-03-01T09:30Z");
const all = (size: number, seed = 1) => {
  const population = new Population(seed, size, PAYER);
  return Array.from({ length: size }, (_, index) => population.relationAt(index));
};
const isBig = (id: string) => BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER);

describe.each([12, 60, 1000, 100_000])("a population of %i", (size) => {
  const population = new Population(1, size, PAYER);
  const relations = all(size);
  const members = relations.filter((relation) => relation.masterUid === PAYER);

  it("holds everything that a reader must cope with", () => {
    expect(new Set(relations.map(({ state }) => state))).toEqual(new Set(STATES));
    expect(new Set(relations.map(({ type }) => type)).size).toBe(2);
    expect(members).toHaveLength(size - 1);
    expect(members.some(({ name }) => /\p{Script=Han}/u.test(name))).toBe(true);
    expect(members.some(({ name }) => /^[\x20-\x7e]+$/.test(name))).toBe(true);
    expect(members.some(({ differentName }) => differentName)).toBe(true);
    expect(members.filter(({ memberUid }) => isBig(memberUid)).length).toBeGreaterThanOrEqual(2);
    expect(members.filter(({ relationId }) => isBig(relationId)).length).toBeGreaterThanOrEqual(2);
    expect(relations.map(({ memberUid }) => memberUid)).toContain("6210322125051645960");
    expect(relations.some(({ endTime }) => endTime !== "")).toBe(true);
    const rows = members.filter(({ state }) => state === "RELATED").flatMap(({ permissions }) => permissions);
    expect(rows.some(({ endTime }) => endTime !== "" && Date.parse(endTime) < NOW)).toBe(true);
    expect(rows.some(({ startTime }) => Date.parse(startTime) > NOW)).toBe(true);
    expect(rows.some(({ code }) => !isPermissionCode(code))).toBe(true);
    expect(rows.some(({ code }) => permissionName(code).endsWith("\n"))).toBe(true);
  });

  it("is mostly linked, in financial management", () => {
    const linked = members.filter(({ state, type }) => state === "RELATED" && type === "FinancialManagement");
    // In the smallest one, each of the other cases takes a place.
    expect(linked.length / size).toBeGreaterThan(size === 12 ? 0.3 : 0.55);
    expect(linked.some((relation) => codesOn(relation, NOW).length > 1)).toBe(true);
  });

  it("has relations of the right shape with unlike ids, each found by its ids", () => {
    for (const relation of relations.slice(0, 2000)) expect(relationSchema.safeParse(relation).success).toBe(true);
    expect(new Set(relations.map(({ relationId }) => relationId)).size).toBe(size);
    expect(new Set(members.map(({ memberUid }) => memberUid)).size).toBe(size - 1);
    const lost = relations.findIndex((relation, index) => {
      const counterpart = relation.masterUid === PAYER ? relation.memberUid : relation.masterUid;
      return (
        population.indexOfRelation(relation.relationId) !== index ||
        population.indexOfCounterpart(counterpart) !== index
      );
    });
    expect(lost).toBe(-1);
  });

  it("knows no ids beside its own", () => {
    const own = new Set(relations.map(({ relationId }) => relationId));
    const strangers = all(50, 2).filter(({ relationId }) => !own.has(relationId));
    expect(
      strangers.map(({ relationId }) => population.indexOfRelation(relationId)).filter((index) => index !== null),
    ).toEqual([]);
    for (const id of ["1", "51462", "9007199254740992", "9223372036854775807", PAYER]) {
      expect(population.indexOfRelation(id)).toBeNull();
      expect(population.indexOfCounterpart(id)).toBeNull();
    }
  });
});

it("has relations and permissions with an end that is still to come, from the demonstration's size on", () => {
  const relations = all(60);
  const isAhead = (time: string) => Date.parse(time) > NOW;
  expect(relations.some(({ state, endTime }) => state === "RELATED" && isAhead(endTime))).toBe(true);
  const rows = relations.flatMap(({ permissions }) => permissions);
  expect(rows.some(({ startTime, endTime }) => !isAhead(startTime) && isAhead(endTime))).toBe(true);
});

it("is the same for the same seed and another for another", () => {
  expect(all(300)).toEqual(all(300));
  expect(all(300, 2)).not.toEqual(all(300));
  expect(all(300)).toEqual(all(1000).slice(0, 300));
});

it("gives every payer a UID of sixteen digits that is none of its members", () => {
  for (let seed = 0; seed < 200; seed++) {
    const payer = defaultPayerUid(seed);
    expect(payer).toMatch(/^\d{16}$/);
    expect(new Population(seed, 100_000, payer).indexOfCounterpart(payer)).toBeNull();
  }
});

it("has pending changes that change something", () => {
  for (const relation of all(5000).filter(({ state }) => state === "CHANGE_CONFIRMING")) {
    const [change] = relation.pending;
    const isOn = codesOn(relation, NOW).includes(change?.codes[0] ?? "");
    expect(change?.verb).toBe(isOn ? "DELETE" : "ADD");
  }
});
