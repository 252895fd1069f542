import { z } from "zod";
import type { RelationId } from "@/lib/domain/ids";
import { relationId } from "./fields";

/** What AddAccountRelation gives beside its word. */
export interface Link {
  /** `null` when absent or not read exactly. */
  readonly relationId: RelationId | null;
}

const body = z.object({ Data: z.object({ RelationId: relationId.nullish().catch(null) }) });

/**
 * Reads an answer of AddAccountRelation. Code and Success prove it, so an answer without a readable RelationId is one
 * all the same: the relation is then looked for in the list. Never throws, and is never nothing.
 */
export function parseLink(answer: unknown): Link {
  const parsed = body.safeParse(answer);
  return { relationId: parsed.success ? (parsed.data.Data.RelationId ?? null) : null };
}
