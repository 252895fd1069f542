import { type Instant, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import { countOf, idOf, isRecord, type Times, textOf, timeOf } from "./plain-fields";

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

/**
 * Reads a page of QueryRelationList. `null` (no page) when Data, TotalCount or the list is missing; a list may be
 * missing where TotalCount is 0. A row without exact ids is counted as unreadable. Never throws.
 */
export function parseRelationList(answer: unknown): RelationPage | null {
  const data = isRecord(answer) ? answer.Data : null;
  if (!isRecord(data)) return null;
  const totalCount = countOf(data.TotalCount);
  const list = data.FinancialRelationInfoList ?? (totalCount === 0 ? [] : null);
  if (totalCount === null || !Array.isArray(list)) return null;
  const rows = list.map(parseRow).filter((row) => row !== null);
  return {
    pageNum: countOf(data.PageNum),
    pageSize: countOf(data.PageSize),
    totalCount,
    rows,
    unreadable: list.length - rows.length,
  };
}

function parseRow(raw: unknown): ListedRelation | null {
  if (!isRecord(raw)) return null;
  const relationId = idOf(raw.RelationId, parseRelationId);
  const accountId = idOf(raw.AccountId, parseUid);
  if (relationId === null || accountId === null) return null;
  const setup = timeOf(raw.SetupTime);
  const start = timeOf(raw.StartTime);
  const end = timeOf(raw.EndTime);
  return {
    relationId,
    accountId,
    accountName: textOf(raw.AccountName) ?? "",
    nickname: textOf(raw.AccountNickName) ?? "",
    counterpart: textOf(raw.AccountType) ?? "",
    type: textOf(raw.RelationType) ?? "",
    state: textOf(raw.State) ?? "",
    setupTime: setup.at,
    startTime: start.at,
    endTime: end.at,
    timesReadable: setup.readable && start.readable && end.readable,
  };
}
