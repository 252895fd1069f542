import { z } from "zod";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { rawText, relationId, text, uid } from "./fields";

/**
 * One relation as GetAccountRelation tells it. The times are text as they came: they are typed as numbers, the field
 * examples are dates, and whether a number counts seconds or milliseconds is not known.
 */
export interface AccountRelation {
  readonly relationId: RelationId;
  readonly parent: Uid;
  readonly child: Uid;
  readonly type: string;
  /** What `statusText` begins with, when that is a word in capitals: the state. */
  readonly status: string | null;
  /** Raw: the documented example is `RELATED 【已建立关联】`. */
  readonly statusText: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly gmtModified: string | null;
}

const rawTime = text.nullish().catch(null);

const body = z.object({
  Data: z.object({
    Id: relationId,
    ParentUserId: uid,
    ChildUserId: uid,
    Type: rawText,
    Status: rawText,
    StartTime: rawTime,
    EndTime: rawTime,
    GmtModified: rawTime,
  }),
});

/** Reads an answer of GetAccountRelation. `null` unless Data has an exact Id and both UIDs. Never throws. */
export function parseAccountRelation(answer: unknown): AccountRelation | null {
  const parsed = body.safeParse(answer);
  if (!parsed.success) return null;
  const data = parsed.data.Data;
  return {
    relationId: data.Id,
    parent: data.ParentUserId,
    child: data.ChildUserId,
    type: data.Type,
    status: /^\s*([A-Z_]+)/.exec(data.Status)?.[1] ?? null,
    statusText: data.Status,
    startTime: data.StartTime || null,
    endTime: data.EndTime || null,
    gmtModified: data.GmtModified || null,
  };
}
