import { z } from "zod";
import type { RelationFacts } from "@/lib/db/queries/relation-facts";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { MemberRow } from "@/lib/domain/views/member";

const readError = z.object({ code: z.string(), requestId: z.string().nullable(), at: z.custom<Instant>() });

/** The row of the members list, for one relation that is loaded whole. */
export function memberRowOf(
  { relation, open }: RelationFacts,
  on: readonly PermissionCode[],
  inEffect: boolean,
): MemberRow {
  return {
    relationId: relation.relation_id as RelationId,
    uid: relation.account_id as Uid,
    accountName: relation.account_name,
    nickname: relation.nickname,
    counterpart: relation.counterpart,
    type: relation.type,
    state: relation.state,
    inEffect,
    setupTime: relation.setup_time as Instant | null,
    startTime: relation.start_time as Instant | null,
    endTime: relation.end_time as Instant | null,
    on,
    unmapped: relation.unmapped,
    checkedAt: relation.read_began_at as Instant | null,
    goneAt: relation.gone_at as Instant | null,
    busy: open.length > 0,
    readError: relation.read_error === null ? null : readError.parse(JSON.parse(relation.read_error)),
  };
}
