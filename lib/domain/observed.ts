import { type Alias, type MappingSource, mapRawCode } from "@/lib/domain/code-mapping";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { isWithin } from "@/lib/domain/relation-state";

/** One row of QueryPermissionList, "PermissionList", as it came. A `null` end is an open one. */
export interface ObservedRow {
  readonly rawCode: string;
  readonly name: string;
  readonly startTime: Instant | null;
  readonly endTime: Instant | null;
  /** False when a time was present and could not be read: then nobody can say whether the code is on. */
  readonly timesReadable: boolean;
}

/** One counted answer of QueryPermissionList about one relation. */
export interface ObservedRelation {
  readonly relationId: RelationId;
  readonly masterId: Uid;
  readonly memberId: Uid;
  readonly type: string;
  readonly state: string;
  readonly rows: readonly ObservedRow[];
}

export type CodeStatus = "on" | "off" | "unknown";

export interface ObservedCode {
  readonly code: PermissionCode;
  readonly status: CodeStatus;
  /** The row that says so: the one in effect if there is one, else the latest. `null` when upstream lists none. */
  readonly row: ObservedRow | null;
  readonly source: MappingSource | null;
}

/** The seven codes as a set of raw rows shows them at a moment, and what could not be mapped. */
export interface ObservedCodes {
  readonly codes: Readonly<Record<PermissionCode, ObservedCode>>;
  readonly unmapped: readonly ObservedRow[];
}

/**
 * A code is on if one of its rows has started and not ended. While a row in effect cannot be mapped, each code that
 * is not observed on is `unknown`: the unmapped row may be its twin. Not so for a code whose pair a calibration has
 * proven on this account: its twin is known, and absent. A row with an unreadable time leaves its code unknown.
 */
export function readCodes(rows: readonly ObservedRow[], aliases: readonly Alias[], at: Instant): ObservedCodes {
  const unmapped: ObservedRow[] = [];
  const byCode = new Map<PermissionCode, { row: ObservedRow; source: MappingSource }[]>();
  for (const row of rows) {
    const mapping = mapRawCode(row.rawCode, aliases);
    if (mapping.kind === "unmapped") unmapped.push(row);
    else byCode.set(mapping.code, [...(byCode.get(mapping.code) ?? []), { row, source: mapping.source }]);
  }
  const clouded = unmapped.some((row) => !row.timesReadable || isWithin(row.startTime, row.endTime, at));
  const proven = new Set(aliases.map((alias) => alias.code));
  const statusOf = (code: PermissionCode): ObservedCode => {
    const found = byCode.get(code) ?? [];
    const effective = found.find(({ row }) => row.timesReadable && isWithin(row.startTime, row.endTime, at));
    if (effective) return { code, status: "on", ...effective };
    const unreadable = found.find(({ row }) => !row.timesReadable);
    const latest = found.toSorted((a, b) => (a.row.startTime ?? "").localeCompare(b.row.startTime ?? "")).at(-1);
    const shown = unreadable ?? latest;
    return {
      code,
      status: unreadable || (clouded && !proven.has(code)) ? "unknown" : "off",
      row: shown?.row ?? null,
      source: shown?.source ?? null,
    };
  };
  const codes = Object.fromEntries(permissionCodes.map((code) => [code, statusOf(code)])) as Record<
    PermissionCode,
    ObservedCode
  >;
  return { codes, unmapped };
}

/** The codes that are on, in catalogue order. */
export const codesOn = (observed: ObservedCodes): readonly PermissionCode[] =>
  permissionCodes.filter((code) => observed.codes[code].status === "on");

/** The raw codes that stand for none of the seven and are in effect, trimmed, sorted, each once. */
export const unmappedOn = (observed: ObservedCodes, at: Instant): readonly string[] =>
  [
    ...new Set(
      observed.unmapped
        .filter((row) => !row.timesReadable || isWithin(row.startTime, row.endTime, at))
        .map((row) => row.rawCode.trim()),
    ),
  ].sort();
