import { z } from "zod";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { count, rawText, relationId, type Times, time, uid } from "./fields";

/** One row of QueryRelationList. `counterpart`, `type` and `state` are raw, so that what nobody knows is still shown. */
export interface ListedRelation extends Times {
  relationId: RelationId;
  /** The account at the other end. */
  accountId: Uid;
  accountName: string;
  nickname: string;
  counterpart: string;
  type: string;
  state: string;
  setupTime: Instant | null;
}

export interface RelationPage {
  /** As answered, which may differ from what was asked (the page cap is not documented); `null` when absent. */
  pageNum: number | null;
  pageSize: number | null;
  totalCount: number;
  rows: ListedRelation[];
  /** Rows whose ids could not be read exactly. They are counted here, and are in `totalCount`. */
  unreadable: number;
}

const body = z.object({
  Data: z.object({
    PageNum: count.nullable().catch(null),
    PageSize: count.nullable().catch(null),
    TotalCount: count,
    FinancialRelationInfoList: z.array(z.unknown()).nullish(),
  }),
});

const listed = z.object({
  RelationId: relationId,
  AccountId: uid,
  AccountName: rawText,
  AccountNickName: rawText,
  AccountType: rawText,
  RelationType: rawText,
  State: rawText,
  SetupTime: time,
  StartTime: time,
  EndTime: time,
});

/**
 * Reads a page of QueryRelationList. `null` (no page) when Data, TotalCount or the list is missing; a list may be
 * missing where TotalCount is 0. A row without exact ids is counted as unreadable. Never throws.
 */
export function parseRelationList(answer: unknown): RelationPage | null {
  const parsed = body.safeParse(answer);
  if (!parsed.success) return null;
  const { PageNum, PageSize, TotalCount, FinancialRelationInfoList } = parsed.data.Data;
  if (!FinancialRelationInfoList && TotalCount !== 0) return null;
  const rows: ListedRelation[] = [];
  let unreadable = 0;
  for (const raw of FinancialRelationInfoList ?? []) {
    const row = listed.safeParse(raw);
    if (row.success) rows.push(toListed(row.data));
    else unreadable += 1;
  }
  return { pageNum: PageNum, pageSize: PageSize, totalCount: TotalCount, rows, unreadable };
}

const toListed = (row: z.output<typeof listed>): ListedRelation => ({
  relationId: row.RelationId,
  accountId: row.AccountId,
  accountName: row.AccountName,
  nickname: row.AccountNickName,
  counterpart: row.AccountType,
  type: row.RelationType,
  state: row.State,
  setupTime: row.SetupTime.at,
  startTime: row.StartTime.at,
  endTime: row.EndTime.at,
  timesReadable: row.SetupTime.readable && row.StartTime.readable && row.EndTime.readable,
});
