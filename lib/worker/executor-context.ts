import type { Gateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import type { Uid } from "@/lib/domain/ids";
import type { Logger } from "@/lib/telemetry/logger";
import type { Leader } from "@/lib/worker/leader";

/** What the executor works with, for one account. Lengths of time in milliseconds. */
export interface ExecutorContext {
  readonly database: Database;
  readonly gateway: Gateway;
  readonly payer: Uid;
  readonly leader: Leader;
  readonly logger: Logger;
  readonly now: () => number;
  readonly settings: {
    readonly readBackMs: number;
    readonly settleMs: number;
    readonly memberRecheckMs: number;
    readonly visibilityLagMs: number;
  };
  readonly abort: AbortSignal;
}

/** What it takes to give a change its outcome. */
export type OutcomeTerms = Pick<ExecutorContext, "payer" | "now">;

/** The lease was lost or the operation moved on under another epoch: whatever was being done decides nothing. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}
