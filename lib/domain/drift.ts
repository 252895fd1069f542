import { type Alias, mapRawCode } from "@/lib/domain/code-mapping";
import type { Instant } from "@/lib/domain/ids";
import type { CodeStatus, ObservedRow } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { isWithin } from "@/lib/domain/relation-state";

/**
 * What can differ between two observations of a relation. `permission`: a code went on or off; `permission_times`: its
 * rows changed and its status did not. `listed`: it left the list of relations or came back.
 */
export type DriftSubject =
  | "permission"
  | "permission_times"
  | "state"
  | "type"
  | "uid"
  | "counterpart"
  | "account_name"
  | "nickname"
  | "setup_time"
  | "start_time"
  | "end_time"
  | "listed";

export interface Difference {
  readonly subject: DriftSubject;
  /** For a permission: which of the seven; `null` when the raw code stands for none of them. */
  readonly code: PermissionCode | null;
  /** For a permission: the raw code, trimmed. */
  readonly rawCode: string | null;
  /** For `permission` a `CodeStatus`; for `permission_times` intervals as ISO 8601 (`start/end`, `..` is open). */
  readonly before: string | null;
  readonly after: string | null;
}

interface CodeRows {
  readonly code: PermissionCode | null;
  readonly rawCode: string;
  readonly rows: ObservedRow[];
}

/** By meaning, not by spelling: an alias may give one code two raw spellings. */
function byCode(rows: readonly ObservedRow[], aliases: readonly Alias[]): Map<string, CodeRows> {
  const groups = new Map<string, CodeRows>();
  for (const row of rows) {
    const rawCode = row.rawCode.trim();
    const mapping = mapRawCode(rawCode, aliases);
    const code = mapping.kind === "mapped" ? mapping.code : null;
    const key = code ?? `raw ${rawCode}`;
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { code, rawCode, rows: [row] });
  }
  return groups;
}

const isOn = (row: ObservedRow, at: Instant): boolean => row.timesReadable && isWithin(row.startTime, row.endTime, at);

/**
 * Whether a code is on by its own rows alone. Unlike `readCodes`, an unmapped row elsewhere clouds nothing: it is a
 * difference of its own, and would make one of each of the others.
 */
const ownStatus = (rows: readonly ObservedRow[], at: Instant): CodeStatus =>
  rows.some((row) => isOn(row, at)) ? "on" : rows.some((row) => !row.timesReadable) ? "unknown" : "off";

/** The status of one of the seven codes by its own rows alone. */
export const ownStatusOf = (
  rows: readonly ObservedRow[],
  aliases: readonly Alias[],
  code: PermissionCode,
  at: Instant,
): CodeStatus =>
  ownStatus(
    rows.filter((row) => {
      const mapping = mapRawCode(row.rawCode, aliases);
      return mapping.kind === "mapped" && mapping.code === code;
    }),
    at,
  );

const interval = (row: ObservedRow): string =>
  row.timesReadable ? `${row.startTime ?? ".."}/${row.endTime ?? ".."}` : "?";

const without = (rows: readonly ObservedRow[], others: readonly ObservedRow[]): readonly ObservedRow[] => {
  const known = new Set(others.map(interval));
  return rows.filter((row) => !known.has(interval(row)));
};

const intervals = (rows: readonly ObservedRow[]): string | null => rows.map(interval).sort().join(", ") || null;

/**
 * What differs between two sets of one relation, both judged at `at`, when the newer was asked for. So a row that
 * started or ended as it had announced is no difference, and neither is one that upstream stops listing after its end.
 */
export function permissionDifferences(
  before: readonly ObservedRow[],
  after: readonly ObservedRow[],
  aliases: readonly Alias[],
  at: Instant,
): readonly Difference[] {
  const old = byCode(before, aliases);
  const young = byCode(after, aliases);
  const differences: Difference[] = [];
  for (const key of new Set([...old.keys(), ...young.keys()])) {
    const [then, now] = [old.get(key)?.rows ?? [], young.get(key)?.rows ?? []];
    const code = young.get(key)?.code ?? old.get(key)?.code ?? null;
    const rawCode = young.get(key)?.rawCode ?? old.get(key)?.rawCode ?? null;
    const [statusThen, statusNow] = [ownStatus(then, at), ownStatus(now, at)];
    if (statusThen !== statusNow) {
      differences.push({ subject: "permission", code, rawCode, before: statusThen, after: statusNow });
      continue;
    }
    const isOver = (row: ObservedRow) => row.timesReadable && row.endTime !== null && row.endTime <= at;
    const lost = without(then, now).filter((row) => !isOver(row));
    const gained = without(now, then);
    if (lost.length + gained.length > 0)
      differences.push({
        subject: "permission_times",
        code,
        rawCode,
        before: intervals(lost),
        after: intervals(gained),
      });
  }
  return differences;
}

/** A difference of a plain field; `null` when there is none. */
export const fieldDifference = (
  subject: Exclude<DriftSubject, "permission" | "permission_times">,
  before: string | null,
  after: string | null,
): Difference | null => (before === after ? null : { subject, code: null, rawCode: null, before, after });
