import { z } from "zod";
import { type Instant, parseRelationId, parseUid, parseUpstreamTime } from "@/lib/domain/ids";

/** A text, or a number taken as its text (`parseJson` has done that already; the SDK's own error bodies have not). */
export const text = z.union([z.string(), z.number().transform(String)]);

/** A text that is shown raw: `""` when absent or of another shape. */
export const rawText = text.catch("");

/** Success as the vendor's SDK takes it (true, "true", 1, 0 …), and "True" and "False", at which that SDK throws. */
export const flag = z.union([
  z.boolean(),
  text
    .transform((value) => value.trim().toLowerCase())
    .pipe(z.enum(["true", "false", "1", "0"]))
    .transform((value) => value === "true" || value === "1"),
]);

/** An id, exactly: decimal digits. A number that the SDK has rounded already never comes this way. */
export const uid = z.string().transform((digits, context) => parseUid(digits) ?? unreadable(context));
export const relationId = z.string().transform((digits, context) => parseRelationId(digits) ?? unreadable(context));

/** A count: decimal digits, at most 15 of them. */
export const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

function unreadable(context: z.RefinementCtx<string>): never {
  context.addIssue({ code: "custom", message: "not a decimal id" });
  return z.NEVER;
}

/**
 * A time as upstream writes it. Absent or empty is `null` and readable (QueryPermissionList, "EndTime": empty =
 * still valid); what is there and is no time is `null` and not readable, for then nobody knows when a right ends.
 */
export const time = z
  .unknown()
  .optional()
  .transform((value): { at: Instant | null; readable: boolean } => {
    const absent = value === undefined || value === null || (typeof value === "string" && value.trim() === "");
    const at = typeof value === "string" ? parseUpstreamTime(value) : null;
    return { at, readable: absent || at !== null };
  });

/** Bounds of one thing; `timesReadable` is false when one of its times was neither empty nor a time. */
export interface Times {
  startTime: Instant | null;
  endTime: Instant | null;
  timesReadable: boolean;
}
