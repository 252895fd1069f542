"use server";

import { z } from "zod";
import { checkNow as check } from "@/lib/services/members/check-now";
import { askRecords as ask } from "@/lib/services/relations/ask-records";
import { action } from "../_wiring/action";
import { relationIdInput } from "../_wiring/input";

const ofRelation = z.strictObject({ relationId: relationIdInput });
const several = z.strictObject({ relationIds: z.array(relationIdInput).min(1) });

/** Asks for the permissions of some relations anew (upstream: QueryPermissionList, by the worker). */
export const checkNow = action("member.check", several, check, {
  entity: ({ relationIds }) =>
    relationIds.length === 1 ? `relation:${relationIds[0]}` : `${relationIds.length} relations`,
});

/** Asks for upstream's records of a relation (GetAccountRelation, QueryFinancialAccountInfo, by the worker). */
export const askRecords = action("relation.ask_records", ofRelation, ask, {
  entity: ({ relationId }) => `relation:${relationId}`,
});
