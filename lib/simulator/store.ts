import type { Population } from "@/lib/simulator/population/population";
import { type Relation, STATES, type State } from "@/lib/simulator/relation";

/**
 * An effect that reads do not show yet: until it is lifted they get `before` (null: no such relation). With `flaps`
 * above 0, that many reads after the effect show new, old, new … instead.
 */
type Veil = {
  readonly before: Relation | null;
  readonly flaps: number;
  readsSoFar: number;
  readonly onLift: (() => void)[];
};

/** How long reads lag behind an effect: not at all, until the handle is called, or for some alternating reads. */
export type Lag =
  | { readonly kind: "none" }
  | { readonly kind: "until_lifted" }
  | { readonly kind: "flapping"; readonly reads: number };

/** A relation that is no longer as the population made it. Veils lie over one another, the oldest outermost. */
type Changed = { current: Relation; readonly veils: Veil[] };

/** In the place of a state: reads do not show the relation. */
const UNSEEN = 255;

/** All relations, as they are and as reads show them. What was never changed is computed from the population. */
export class RelationStore {
  private readonly changed = new Map<number, Changed>();
  private readonly minted = new Map<string, number>();
  /** Of the relations added later, by counterpart: one that was unlinked can be linked again. */
  private readonly mintedCounterparts = new Map<string, number[]>();
  /** Positions in STATES, as shown: listing 100,000 relations page by page must not build each of them. */
  private shownStates: Uint8Array;
  private count: number;

  constructor(readonly population: Population) {
    this.count = population.size;
    this.shownStates = Uint8Array.from({ length: population.size }, (_, index) =>
      STATES.indexOf(population.stateAt(index)),
    );
  }

  get size(): number {
    return this.count;
  }

  indexOf(relationId: string): number | null {
    return this.minted.get(relationId) ?? this.population.indexOfRelation(relationId);
  }

  /** Every relation with this counterpart, the latest last. */
  indicesOfCounterpart(uid: string): number[] {
    const first = this.population.indexOfCounterpart(uid);
    return [...(first === null ? [] : [first]), ...(this.mintedCounterparts.get(uid) ?? [])];
  }

  current(relationId: string): Relation | null {
    const index = this.indexOf(relationId);
    return index === null ? null : this.currentAt(index);
  }

  currentAt(index: number): Relation {
    return this.changed.get(index)?.current ?? this.population.relationAt(index);
  }

  /** As a list shows it; null while the relation itself is not to be seen. */
  shownAt(index: number): Relation | null {
    const entry = this.changed.get(index);
    const outermost = entry?.veils[0];
    return outermost && outermost.flaps === 0 ? outermost.before : this.currentAt(index);
  }

  /** As one QueryPermissionList shows it; this counts as a read of a flapping effect. */
  readAt(index: number): Relation | null {
    const outermost = this.changed.get(index)?.veils[0];
    if (!outermost || outermost.flaps === 0) return this.shownAt(index);
    outermost.readsSoFar += 1;
    const showsOld = outermost.readsSoFar % 2 === 0;
    const shown = showsOld ? outermost.before : this.currentAt(index);
    if (outermost.readsSoFar >= outermost.flaps) this.lift(index, outermost);
    return shown;
  }

  /** Indices in list order whose shown state is one of `states`. */
  indicesIn(states: readonly State[]): number[] {
    const wanted = STATES.map((state) => states.includes(state));
    const found: number[] = [];
    for (let index = 0; index < this.count; index++) {
      if (wanted[this.shownStates[index] ?? UNSEEN]) found.push(index);
    }
    return found;
  }

  /**
   * Puts a relation as it now is; a new relation id is a new relation at the end of the list. `onVisible` runs when
   * reads show it: at once, or when every veil over it is gone. Returns what lifts the veil of an `until_lifted` lag.
   */
  put(relation: Relation, lag: Lag, onVisible: () => void): () => void {
    const known = this.indexOf(relation.relationId);
    const index = known ?? this.append(relation);
    const before = known === null ? null : this.currentAt(index);
    const veils = this.changed.get(index)?.veils ?? [];
    const veil = { before, flaps: lag.kind === "flapping" ? lag.reads : 0, readsSoFar: 0, onLift: [] };
    if (lag.kind !== "none") veils.push(veil);
    this.changed.set(index, { current: relation, veils });
    this.refresh(index);
    const innermost = veils.at(-1);
    if (innermost) innermost.onLift.push(onVisible);
    else onVisible();
    return () => this.lift(index, veil);
  }

  private lift(index: number, veil: Veil): void {
    const veils = this.changed.get(index)?.veils ?? [];
    const position = veils.indexOf(veil);
    if (position === -1) return;
    veils.splice(position, 1);
    this.refresh(index);
    const older = veils[position - 1];
    if (older) older.onLift.push(...veil.onLift);
    else for (const callback of veil.onLift) callback();
  }

  private refresh(index: number): void {
    const shown = this.shownAt(index);
    this.shownStates[index] = shown ? STATES.indexOf(shown.state) : UNSEEN;
  }

  private append(relation: Relation): number {
    const index = this.count++;
    if (index >= this.shownStates.length) {
      const larger = new Uint8Array(this.shownStates.length * 2);
      larger.set(this.shownStates);
      this.shownStates = larger;
    }
    const counterpart = relation.masterUid === this.population.payerUid ? relation.memberUid : relation.masterUid;
    this.minted.set(relation.relationId, index);
    this.mintedCounterparts.set(counterpart, [...(this.mintedCounterparts.get(counterpart) ?? []), index]);
    return index;
  }
}
