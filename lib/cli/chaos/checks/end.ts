import { isUnsteady } from "@/lib/cli/chaos/checks/receipts";
import type { Finding } from "@/lib/cli/chaos/oracle";
import { type Case, named } from "@/lib/cli/chaos/trial";

const inEffect: ReadonlySet<string> = new Set(["RELATED", "CHANGE_CONFIRMING"]);

/** Faults off and two sweeps later, the desk shows every relation as it is. */
function checkStored({ stored, truth }: Case): readonly Finding[] {
  const known = new Map(stored.map((relation) => [relation.relationId, relation]));
  const words = (codes: readonly string[]) => [...codes].sort().join(" ");
  return truth.flatMap(({ relationId, state, codes, unmapped }): Finding[] => {
    const shown = known.get(relationId);
    if (!shown) return [{ rule: "stored", about: `${relationId}: not there` }];
    if (shown.state !== state) return [{ rule: "stored", about: `${relationId}: ${shown.state}, it is ${state}` }];
    // Of a relation that is not in effect only the state is followed.
    if (!inEffect.has(state)) return [];
    if (words(shown.codes) === words(codes) && words(shown.unmapped) === words(unmapped)) return [];
    return [{ rule: "stored", about: `${relationId}: ${words(shown.codes)}, it is ${words(codes)}` }];
  });
}

function checkOpen({ operations, sets }: Case): readonly Finding[] {
  const open = operations.filter(({ state }) => state !== "settled").map((one) => `${named(one)}: ${one.state}`);
  const undecided = sets.flatMap(({ receipts }) =>
    receipts
      .filter(({ outcome, progress }) => progress !== null || outcome === "awaiting_member")
      .map(({ changeId, progress, outcome }) => `change ${changeId}: ${progress ?? outcome}`),
  );
  return [...open, ...undecided].map((about) => ({ rule: "open", about }));
}

/** Every effect of ours is told: as verified, or as a late one of its operation. */
function checkTold(trial: Case): readonly Finding[] {
  return trial.ownEffects.flatMap(({ operation, effect }) =>
    effect.codes.flatMap((code): Finding[] => {
      const receipt = operation.receipts.find((candidate) => candidate.code === code);
      const isTold =
        receipt?.outcome === "verified" || receipt?.settlements.some(({ note }) => note === "late_effect") === true;
      if (isTold) return [];
      return [{ rule: "untold", about: `${named(operation)}: effect ${effect.seq}, ${code} is ${receipt?.outcome}` }];
    }),
  );
}

/** What others did is shown as theirs, once each, and nothing else is. */
function checkDrift(trial: Case): readonly Finding[] {
  const expected = new Map<string, number>();
  const count = (key: string, by: number) => expected.set(key, (expected.get(key) ?? 0) + by);
  const outside = trial.journal.effects.filter(({ by }) => by === "console");
  for (const { relationId, verb, codes } of outside)
    for (const code of codes) count(`${relationId} permission ${code} ${verb === "ADD" ? "on" : "off"}`, 1);
  for (const row of trial.drift) {
    if (row.late_effect_of !== null || isUnsteady(trial, { relationId: row.relation_id })) continue;
    count(`${row.relation_id} ${row.subject} ${row.code ?? row.raw_code ?? row.before} ${row.after}`, -1);
  }
  // A late effect that nobody had is one too many as well.
  for (const row of trial.drift.filter(({ late_effect_of }) => late_effect_of !== null)) {
    const isReal = trial.ownEffects.some(
      ({ operation, effect }) => operation.id === row.late_effect_of && effect.codes.includes(row.code ?? ""),
    );
    if (!isReal) count(`${row.relation_id} late effect ${row.code} ${row.after}`, -1);
  }
  return [...expected].flatMap(([about, left]): Finding[] =>
    left === 0 ? [] : [{ rule: "drift", about: `${about}: ${left > 0 ? "not shown" : "shown, and it was none"}` }],
  );
}

/** What is so at the end. */
export const checkEnd = (trial: Case): readonly Finding[] => [
  ...checkStored(trial),
  ...checkOpen(trial),
  ...checkTold(trial),
  ...checkDrift(trial),
];
