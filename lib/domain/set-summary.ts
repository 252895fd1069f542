import type { Alias } from "@/lib/domain/code-mapping";
import type { Instant } from "@/lib/domain/ids";
import { type ObservedRow, readCodes, unmappedOn } from "@/lib/domain/observed";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";

/** What the list of members needs to know of a set, to filter and to sort by it. */
export interface SetSummary {
  /** Raw codes in effect that stand for none of the seven. */
  readonly unmapped: number;
  /** Bits of the codes that are on (`codeBit`). */
  readonly held: number;
  /** Bits of the codes of which nobody can say whether they are on. */
  readonly unknown: number;
  /** Codes on, and unmapped ones in effect. */
  readonly onCount: number;
  /** When the next of its rows starts or ends: from then on this has to be summed up anew. */
  readonly nextTurnAt: Instant | null;
}

/** The bit of a code, by its place in the catalogue: a code that is added comes last. */
export const codeBit = (code: PermissionCode): number => 1 << permissionCodes.indexOf(code);

/** Sums a set up as it is at a moment. */
export function summaryOf(rows: readonly ObservedRow[], aliases: readonly Alias[], at: Instant): SetSummary {
  const observed = readCodes(rows, aliases, at);
  const bitsOf = (status: "on" | "unknown"): number =>
    permissionCodes
      .filter((code) => observed.codes[code].status === status)
      .reduce((bits, code) => bits | codeBit(code), 0);
  const unmapped = unmappedOn(observed, at).length;
  const turns = rows
    .flatMap(({ startTime, endTime }) => [startTime, endTime])
    .filter((turn): turn is Instant => turn !== null && turn > at);
  return {
    unmapped,
    held: bitsOf("on"),
    unknown: bitsOf("unknown"),
    onCount: permissionCodes.filter((code) => observed.codes[code].status === "on").length + unmapped,
    nextTurnAt: turns.sort().at(0) ?? null,
  };
}
