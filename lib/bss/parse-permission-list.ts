import { z } from "zod";
import type { Instant, Uid } from "@/lib/domain/ids";
import { rawText, type Times, text, time, uid } from "./fields";

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

const body = z.object({
  Data: z.object({
    MasterId: uid,
    MemberId: uid,
    RelationType: rawText,
    State: rawText,
    SetupTime: time,
    StartTime: time,
    EndTime: time,
    // One row that cannot be read voids the answer: without it a right that is on would be shown as off.
    PermissionList: z.array(
      z.object({
        PermissionCode: text.pipe(z.string().regex(/\S/)),
        PermissionName: rawText,
        StartTime: time,
        EndTime: time,
      }),
    ),
  }),
});

/**
 * Reads an answer of QueryPermissionList. `null` (not a read) unless Data, exact MasterId and MemberId and a
 * PermissionList are there, the list possibly empty, each row with its code. Never throws.
 */
export function parsePermissionList(answer: unknown): PermissionAnswer | null {
  const parsed = body.safeParse(answer);
  if (!parsed.success) return null;
  const data = parsed.data.Data;
  return {
    masterId: data.MasterId,
    memberId: data.MemberId,
    type: data.RelationType,
    state: data.State,
    setupTime: data.SetupTime.at,
    startTime: data.StartTime.at,
    endTime: data.EndTime.at,
    timesReadable: data.SetupTime.readable && data.StartTime.readable && data.EndTime.readable,
    rows: data.PermissionList.map((row) => ({
      rawCode: row.PermissionCode,
      name: row.PermissionName,
      startTime: row.StartTime.at,
      endTime: row.EndTime.at,
      timesReadable: row.StartTime.readable && row.EndTime.readable,
    })),
  };
}
