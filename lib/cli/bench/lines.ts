import type { Line } from "@/lib/cli/bench/line";
import { listLine } from "@/lib/cli/bench/lines/list";
import { matrixLine } from "@/lib/cli/bench/lines/matrix";
import { memoryLine } from "@/lib/cli/bench/lines/memory";
import { startLine } from "@/lib/cli/bench/lines/start";
import { sweepLine } from "@/lib/cli/bench/lines/sweep";
import { takeoverLine } from "@/lib/cli/bench/lines/takeover";
import { toggleLine } from "@/lib/cli/bench/lines/toggle";
import { toggleOnPageLine } from "@/lib/cli/bench/lines/toggle-on-page";
import { unlimitedLine } from "@/lib/cli/bench/lines/unlimited";
import { weightLine } from "@/lib/cli/bench/lines/weight";

interface LineOfTable {
  readonly measure: Line;
  /** It needs the production build. */
  readonly built: boolean;
  /** It says the same on both engines, so it is measured on one. */
  readonly once: boolean;
}

/** Every line, in the order in which they are measured: what takes long comes last. */
export const lines = {
  toggle: { measure: toggleLine, built: false, once: false },
  takeover: { measure: takeoverLine, built: false, once: false },
  unlimited: { measure: unlimitedLine, built: false, once: false },
  weight: { measure: weightLine, built: true, once: true },
  "toggle-on-page": { measure: toggleOnPageLine, built: true, once: false },
  start: { measure: startLine, built: true, once: false },
  list: { measure: listLine, built: false, once: false },
  matrix: { measure: matrixLine, built: true, once: false },
  memory: { measure: memoryLine, built: true, once: false },
  sweep: { measure: sweepLine, built: false, once: false },
} as const satisfies Record<string, LineOfTable>;

export type LineName = keyof typeof lines;

export const isLineName = (text: string): text is LineName => Object.hasOwn(lines, text);
export const lineNames: readonly LineName[] = Object.keys(lines).filter(isLineName);
