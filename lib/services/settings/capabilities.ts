import { capabilitiesOf } from "@/lib/db/queries/capabilities";
import { type ApiOperation, apiOperations } from "@/lib/domain/capability";
import type { Instant } from "@/lib/domain/ids";
import { authorise, type Context } from "@/lib/services/context";

export interface CapabilityView {
  readonly operation: ApiOperation;
  /** `never`: nobody has tried it on this account. */
  readonly state: "works" | "refused" | "never";
  /** Of the refusal. */
  readonly code: string | null;
  readonly requestId: string | null;
  /** Of the newest answer that told, to the hour; `null` where nobody has tried. */
  readonly at: Instant | null;
}

/** Every operation that Linkbook calls, and what upstream's answers have shown about it on this account. */
export async function capabilities(context: Context): Promise<readonly CapabilityView[]> {
  authorise(context, "settings.read");
  const known = await capabilitiesOf(context.database.read, context.payer);
  return apiOperations.map((operation) => {
    const found = known.get(operation);
    return found
      ? { operation, state: found.state, code: found.code, requestId: found.requestId, at: found.at }
      : { operation, state: "never", code: null, requestId: null, at: null };
  });
}
