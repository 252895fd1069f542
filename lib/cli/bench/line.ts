import type { Databases, Engine } from "@/lib/cli/bench/engine";
import type { Figure } from "@/lib/cli/bench/figure";
import type { Populations } from "@/lib/cli/bench/population";
import type { Sizes } from "@/lib/cli/bench/sizes";

/** What a line of the table works with. */
export interface Bench {
  readonly engine: Engine;
  readonly sizes: Sizes;
  readonly databases: Databases;
  readonly populations: Populations;
  /** Tells whoever waits what is being done. */
  readonly say: (text: string) => void;
}

/** Measures a budget on one engine: each figure as soon as it is known, so that a later failure does not take it along. */
export type Line = (bench: Bench) => AsyncIterable<Figure>;
