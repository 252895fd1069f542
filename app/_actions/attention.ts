"use server";

import { z } from "zod";
import { instant } from "@/lib/domain/ids";
import { markDriftSeen as mark } from "@/lib/services/attention/mark-drift-seen";
import { action } from "../_wiring/action";
import { relationIdInput } from "../_wiring/input";

const seen = z.strictObject({
  relationId: relationIdInput.nullable(),
  until: z.iso.datetime().transform((text) => instant(Date.parse(text))),
});

/** Notes that somebody has looked at what changed outside of the desk: on one relation, or on all. */
export const markDriftSeen = action("drift.mark_seen", seen, mark, {
  entity: ({ relationId }) => `relation:${relationId ?? "all"}`,
});
