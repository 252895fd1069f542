import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { parseRelationId, type RelationId } from "@/lib/domain/ids";

/** A relation id as a browser sends it: exact decimal text. */
export const relationIdInput = z.string().transform((text, context): RelationId => {
  const relationId = parseRelationId(text);
  if (relationId) return relationId;
  context.addIssue({ code: "custom", message: "a relation id is wanted: decimal digits only" });
  return z.NEVER;
});

/** Reads a relation id from an address; what is none is nobody's. Throws `not_found`. */
export function relationIdOf(text: string | undefined): RelationId {
  const relationId = parseRelationId(text ?? "");
  if (!relationId) throw new AppError("not_found");
  return relationId;
}
