import { z } from "zod";
import { parseRelationId, parseUid } from "@/lib/domain/ids";

/** A text, or a number taken as its text (`parseJson` has done that already; the SDK's own error bodies have not). */
export const text = z.union([z.string(), z.number().transform(String)]);

/** A text that is shown raw: `""` when absent or of another shape. */
export const rawText = text.catch("");

/** An id, exactly: decimal digits. A number that the SDK has rounded already never comes this way. */
export const uid = z.string().transform((digits, context) => parseUid(digits) ?? unreadable(context));
export const relationId = z.string().transform((digits, context) => parseRelationId(digits) ?? unreadable(context));

function unreadable(context: z.RefinementCtx<string>): never {
  context.addIssue({ code: "custom", message: "not a decimal id" });
  return z.NEVER;
}
