import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { readMemberQuery } from "@/lib/domain/member-query";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import type { MemberQuery } from "@/lib/domain/views/member";

/** A relation id as a browser sends it: exact decimal text. */
export const relationIdInput = z.string().transform((text, context): RelationId => {
  const relationId = parseRelationId(text);
  if (relationId) return relationId;
  context.addIssue({ code: "custom", message: "a relation id is wanted: decimal digits only" });
  return z.NEVER;
});

/** When a change ends, as a browser sends it: UTC, ISO 8601; null: it has no end. */
export const untilInput = z.iso
  .datetime()
  .transform((text) => instant(Date.parse(text)))
  .nullable();

/** Longer than any view of the list is written. */
const longestView = 4_000;

/** A view of the members list as its address has it. A filter that cannot be understood would mean more members: refused. */
const memberViewInput = z
  .string()
  .max(longestView)
  .transform((text, context): MemberQuery => {
    const { query, dropped } = readMemberQuery(new URLSearchParams(text));
    if (dropped.length === 0) return query;
    context.addIssue({ code: "custom", message: "a view of the members list is wanted" });
    return z.NEVER;
  });

/** Many relations: by their ids, or all that a view of the members list matches. */
export const manyInput = z.union([
  z.strictObject({ relationIds: z.array(relationIdInput).min(1).max(mostAtOnce).readonly() }),
  z.strictObject({ view: memberViewInput }),
]);

/** The page that an address asks for, from 1, the first where it names none. Throws `bad_input`. */
export function pageOf(text: string | null): number {
  if (text === null) return 1;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new AppError("bad_input", ["page"]);
  return Number(text);
}

/** Reads a relation id from an address; what is none is nobody's. Throws `not_found`. */
export function relationIdOf(text: string | undefined): RelationId {
  const relationId = parseRelationId(text ?? "");
  if (!relationId) throw new AppError("not_found");
  return relationId;
}
