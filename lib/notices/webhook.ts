import { Webhook } from "standardwebhooks";
import type { NoticeSettings } from "@/lib/env/notices";
import type { Delivery } from "@/lib/notices/delivery";

export interface WebhookMessage {
  /** The notice's id: the same at each try, so that the receiver knows one that comes twice. */
  readonly id: string;
  readonly body: string;
}

const patienceMs = 10_000;

/**
 * Posts a message, signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Taken is a
 * 2xx within ten seconds; a redirect is not followed; 410 says that nobody is there any more. Never throws.
 */
export async function postWebhook(
  { address, secret }: NonNullable<NoticeSettings["webhook"]>,
  { id, body }: WebhookMessage,
  abort: AbortSignal,
): Promise<Delivery> {
  const at = new Date();
  try {
    const answer = await fetch(address, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([abort, AbortSignal.timeout(patienceMs)]),
      headers: {
        "content-type": "application/json",
        "user-agent": "Linkbook",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      },
      body,
    });
    await answer.body?.cancel().catch(() => undefined);
    if (answer.ok) return { kind: "delivered" };
    return { kind: answer.status === 410 ? "gone" : "later", failure: `http_${answer.status}` };
  } catch (error) {
    const isSlow = error instanceof Error && error.name === "TimeoutError";
    return { kind: "later", failure: isSlow ? "timeout" : abort.aborted ? "stopped" : "unreachable" };
  }
}
