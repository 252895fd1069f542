import "server-only";
import { notFound } from "next/navigation";
import { AppError } from "@/lib/domain/errors";
import { aimedAt } from "@/lib/http/aimed-at";
import { recordDenied } from "@/lib/services/audit/record-denied";
import type { Context } from "@/lib/services/context";

/** What a page looked for: `["relation", "relation.read", id]`, as the log names it. */
type Aim = readonly [kind: string, action: string, id: string];

/**
 * For the `catch` of a page's read: what is not there, or is another account's, is the 404 page, once the attempt to
 * look is in the log.
 */
export const orNotFound =
  ({ actor, payer, correlationId }: Context, [kind, action, id]: Aim) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
    const entity = aimedAt(kind, id);
    await recordDenied({ action, code: "not_found", fields: undefined, actor, payer, entity, correlationId });
    notFound();
  };
