import type { ExecutorContext } from "@/lib/worker/executor-context";

/** What the executor of account operations works with. */
export interface AccountContext extends ExecutorContext {
  /** The ConfirmCode by which a payer cancels an invitation; null: nothing is sent for a `cancel`. */
  readonly cancelConfirmCode: string | null;
}
