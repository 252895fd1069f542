"use server";

import { z } from "zod";
import * as switches from "@/lib/services/settings/switches";
import { action } from "../_wiring/action";

const oneWay = z.strictObject({ on: z.boolean() });

/** Lets the account be changed from here, or makes it read-only. */
export const switchWrites = action("writes.switch", oneWay, switches.switchWrites);

/** Allows or forbids changes of trusteeship relations. */
export const setTrusteeshipEditable = action("settings.trusteeship", oneWay, switches.setTrusteeshipEditable);
