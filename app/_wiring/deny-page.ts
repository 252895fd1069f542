import "server-only";
import { forbidden } from "next/navigation";
import { recordDenied } from "@/lib/services/audit/record-denied";
import type { Context } from "@/lib/services/context";

/** Answers 403 with the page of `forbidden.tsx`, once the attempt to look is in the log. */
export async function denyPage({ actor, payer, correlationId }: Context, action: string): Promise<never> {
  await recordDenied({ action, code: "forbidden", fields: undefined, actor, payer, entity: null, correlationId });
  forbidden();
}
