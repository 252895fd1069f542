"use server";

import { z } from "zod";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import * as calibration from "@/lib/services/calibration/run-calibration";
import { action } from "../_wiring/action";
import { relationIdInput } from "../_wiring/input";

const one = z.strictObject({ calibrationId: z.string().max(64) });
const entity = (input: z.output<typeof one>) => `calibration:${input.calibrationId}`;
const start = z.strictObject({
  relationId: relationIdInput,
  code: z.enum(permissionCodes),
  reason: z.string().max(1_000),
});

/** Turns one code on, on one relation, to see which raw code appears. */
export const startCalibration = action("calibration.start", start, calibration.startCalibration, {
  entity: (input) => `relation:${input.relationId}`,
});

/** Accepts the raw code that appeared; turns the code off again. */
export const confirmCalibration = action("calibration.confirm", one, calibration.confirmCalibration, { entity });

/** Ends a calibration without an alias. */
export const abandonCalibration = action("calibration.abandon", one, calibration.abandonCalibration, { entity });
