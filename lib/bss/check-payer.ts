import type { Uid } from "@/lib/domain/ids";
import type { Unaccepted } from "./answer";
import type { Gateway } from "./gateway";

export type PayerCheck =
  | { kind: "ok" }
  | { kind: "mismatch"; actual: Uid }
  | { kind: "unanswered"; answer: Unaccepted };

/** Whether the keys belong to the configured account. Source: STS GetCallerIdentity, "AccountId". */
export async function checkPayer(gateway: Gateway, configured: Uid, signal?: AbortSignal): Promise<PayerCheck> {
  const answer = await gateway.callerIdentity({ priority: "person", ...(signal && { signal }) });
  if (answer.kind !== "accepted") return { kind: "unanswered", answer };
  const { accountId } = answer.value;
  return accountId === configured ? { kind: "ok" } : { kind: "mismatch", actual: accountId };
}
