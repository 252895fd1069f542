import { type Instant, parseUid, type Uid } from "@/lib/domain/ids";
import { idOf, isRecord, type Times, textOf, timeOf } from "./plain-fields";

/** One row of PermissionList, code and name as they came (a name may end in a line break). */
export interface PermissionRow extends Times {
  rawCode: string;
  name: string;
}

/** An answer of QueryPermissionList that counts as a read. `type` and `state` are raw. */
export interface PermissionAnswer extends Times {
  masterId: Uid;
  memberId: Uid;
  type: string;
  state: string;
  setupTime: Instant | null;
  rows: PermissionRow[];
}

/**
 * Reads an answer of QueryPermissionList. `null` (not a read) unless Data, exact MasterId and MemberId and a
 * PermissionList are there, the list possibly empty, each row with its code. Never throws.
 */
export function parsePermissionList(answer: unknown): PermissionAnswer | null {
  const data = isRecord(answer) ? answer.Data : null;
  if (!isRecord(data) || !Array.isArray(data.PermissionList)) return null;
  const masterId = idOf(data.MasterId, parseUid);
  const memberId = idOf(data.MemberId, parseUid);
  if (masterId === null || memberId === null) return null;
  const rows: PermissionRow[] = [];
  for (const raw of data.PermissionList) {
    const row = parseRow(raw);
    // One row that cannot be read voids the answer: without it a right that is on would be shown as off.
    if (row === null) return null;
    rows.push(row);
  }
  const setup = timeOf(data.SetupTime);
  const start = timeOf(data.StartTime);
  const end = timeOf(data.EndTime);
  return {
    masterId,
    memberId,
    type: textOf(data.RelationType) ?? "",
    state: textOf(data.State) ?? "",
    setupTime: setup.at,
    startTime: start.at,
    endTime: end.at,
    timesReadable: setup.readable && start.readable && end.readable,
    rows,
  };
}

function parseRow(raw: unknown): PermissionRow | null {
  if (!isRecord(raw)) return null;
  const rawCode = textOf(raw.PermissionCode);
  if (rawCode === null || !/\S/.test(rawCode)) return null;
  const start = timeOf(raw.StartTime);
  const end = timeOf(raw.EndTime);
  return {
    rawCode,
    name: textOf(raw.PermissionName) ?? "",
    startTime: start.at,
    endTime: end.at,
    timesReadable: start.readable && end.readable,
  };
}
