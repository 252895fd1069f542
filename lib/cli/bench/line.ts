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

/** Measures one budget on one engine. */
export type Line = (bench: Bench) => Promise<readonly Figure[]>;
