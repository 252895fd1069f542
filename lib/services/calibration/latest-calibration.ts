import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { CalibrationView } from "@/lib/domain/views/member";

const calibrationSteps = ["adding", "proposed", "removing", "confirmed", "failed"] as const;

const shape = z.object({
  id: z.string(),
  code: z.enum(permissionCodes),
  step: z.enum(calibrationSteps),
  proposedRaw: z.string().nullable(),
  failure: z.string().nullable(),
});

/** The newest calibration that ran on a relation; null when none did. */
export async function latestCalibration(
  db: Queryable,
  payer: Uid,
  relationId: RelationId,
): Promise<CalibrationView | null> {
  const row = await db
    .selectFrom("calibration")
    .select(["id", "code", "step", "proposed_raw as proposedRaw", "failure"])
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? shape.parse(row) : null;
}
