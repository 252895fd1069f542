"use server";

import { z } from "zod";
import { secondPersonActs } from "@/lib/domain/second-person";
import { planWarnings } from "@/lib/domain/views/change-set";
import { readWebEnv } from "@/lib/env";
import * as notices from "@/lib/services/notices/desk-notices";
import { changePolicy as change } from "@/lib/services/settings/second-person-settings";
import * as switches from "@/lib/services/settings/switches";
import { action } from "../_wiring/action";

const ofRule = z.strictObject({ rule: z.enum(planWarnings), on: z.boolean() });
const oneWay = z.strictObject({ on: z.boolean() });

const policy = z.strictObject({
  on: z.boolean().nullable(),
  acts: z.partialRecord(z.enum(secondPersonActs), z.boolean()),
});

/** Turns second persons on or off, or chooses what wants one. */
export const changePolicy = action("settings.policy", policy, change);

/** Lets the account be changed from here, or makes it read-only. */
export const switchWrites = action("writes.switch", oneWay, switches.switchWrites);

/** Allows or forbids changes of trusteeship relations. */
export const setTrusteeshipEditable = action("settings.trusteeship", oneWay, switches.setTrusteeshipEditable);

/** Lets a rule of plans speak, or silences it. */
export const setRule = action("settings.rule", ofRule, switches.setRule);

/** Sends a test to the person and to the webhook. */
export const testNotices = action("notice.test", z.strictObject({}), (context) =>
  notices.testNotices(context, readWebEnv().notices),
);
