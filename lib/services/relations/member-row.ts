import { z } from "zod";
import type { RelationRow } from "@/lib/db/queries/relations";
import { isInEffect } from "@/lib/domain/blocks";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { codesOn, type ObservedCodes, unmappedOn } from "@/lib/domain/observed";
import type { MemberRow } from "@/lib/domain/views/member";

const readError = z.object({ code: z.string(), requestId: z.string().nullable(), at: z.custom<Instant>() });

/** The row of the members list for a relation, with its current set as read at a moment. */
export function memberRowOf(relation: RelationRow, observed: ObservedCodes, busy: boolean, at: Instant): MemberRow {
  const startTime = relation.start_time as Instant | null;
  const endTime = relation.end_time as Instant | null;
  return {
    relationId: relation.relation_id as RelationId,
    uid: relation.account_id as Uid,
    accountName: relation.account_name,
    nickname: relation.nickname,
    counterpart: relation.counterpart,
    type: relation.type,
    state: relation.state,
    inEffect: isInEffect({ state: relation.state, startTime, endTime }, at),
    setupTime: relation.setup_time as Instant | null,
    startTime,
    endTime,
    on: codesOn(observed),
    unmapped: unmappedOn(observed, at).length,
    checkedAt: relation.read_began_at as Instant | null,
    goneAt: relation.gone_at as Instant | null,
    busy,
    owner: relation.owner,
    costCentre: relation.cost_centre,
    readError: relation.read_error === null ? null : readError.parse(JSON.parse(relation.read_error)),
  };
}
