import type { RelationRow } from "@/lib/db/queries/relations";
import { instant } from "@/lib/domain/ids";

const noon = Date.UTC(2026, 10, 22, 12);

/** A relation in effect that was listed a minute before noon and never read. */
export const relationRow = (payer: string, values: Partial<RelationRow> = {}): RelationRow => ({
  payer_uid: payer,
  relation_id: "51463",
  account_id: "6210322125051645960",
  account_name: "jinlan@example",
  nickname: "金兰",
  counterpart: "MEMBER",
  type: "FinancialManagement",
  state: "RELATED",
  setup_time: instant(noon - 90_000_000),
  start_time: instant(noon - 90_000_000),
  end_time: null,
  state_began_at: instant(noon - 60_000),
  listed_at: instant(noon - 60_000),
  listed_sweep_id: null,
  first_seen_at: instant(noon - 60_000),
  gone_at: null,
  changed_at: null,
  generation: 0,
  read_began_at: null,
  read_ended_at: null,
  read_request_id: null,
  read_digest: null,
  read_error: null,
  unmapped: 0,
  held: null,
  unknown: null,
  on_count: null,
  next_turn_at: null,
  owner: "",
  cost_centre: "",
  search: "金兰\njinlan@example\n6210322125051645960\n51463",
  ...values,
});
