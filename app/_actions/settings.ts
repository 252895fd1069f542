"use server";

import { z } from "zod";
import { planWarnings } from "@/lib/domain/views/change-set";
import * as switches from "@/lib/services/settings/switches";
import { action } from "../_wiring/action";

const ofRule = z.strictObject({ rule: z.enum(planWarnings), on: z.boolean() });
const oneWay = z.strictObject({ on: z.boolean() });

/** Lets the account be changed from here, or makes it read-only. */
export const switchWrites = action("writes.switch", oneWay, switches.switchWrites);

/** Allows or forbids changes of trusteeship relations. */
export const setTrusteeshipEditable = action("settings.trusteeship", oneWay, switches.setTrusteeshipEditable);

/** Lets a rule of plans speak, or silences it. */
export const setRule = action("settings.rule", ofRule, switches.setRule);
