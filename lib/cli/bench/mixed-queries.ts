import { instant } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { relationStates, relationTypes } from "@/lib/domain/relation-state";
import { type MemberQuery, memberSorts } from "@/lib/domain/views/member";

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Views of the list as people ask for them: every sort both ways, most often the first page and now and then one deep
 * in the list, about half narrowed by a part of one of these texts, by states, types, permissions or times.
 */
export function mixedQueries(texts: readonly string[], members: number, count: number): readonly MemberQuery[] {
  const roll = dice(1);
  const chance = (share: number) => roll() < share;
  const whole = (below: number) => Math.floor(roll() * below);
  const one = <T>(values: readonly [T, ...T[]]): T => values[whole(values.length)] ?? values[0];
  const some = <T>(values: readonly [T, ...T[]], share: number) => (chance(share) ? [one(values)] : []);
  const now = Date.now();

  function search(): string {
    const lines = (texts[whole(texts.length)] ?? "").split("\n");
    const line = lines[whole(lines.length)] ?? "";
    const from = whole(Math.max(1, line.length - 4));
    return one([line.slice(from, from + 2), line.slice(from, from + 4), line, line, "nobody is called this"]);
  }

  return Array.from({ length: count }, (): MemberQuery => {
    const pageSize = one([50, 50, 50, 100, 200]);
    return {
      search: chance(0.35) ? search() : "",
      states: some(relationStates, 0.2),
      types: some(relationTypes, 0.1),
      held: some(permissionCodes, 0.15),
      notHeld: some(permissionCodes, 0.15),
      changedSince: chance(0.05) ? instant(now - 86_400_000) : null,
      notCheckedSince: chance(0.05) ? instant(now - 60_000) : null,
      owner: "",
      unowned: chance(0.05),
      costCentre: "",
      tag: "",
      sort: one(memberSorts),
      descending: chance(0.4),
      page: 1 + one([0, 0, 0, whole(10), whole(Math.ceil(members / pageSize))]),
      pageSize,
    };
  });
}
