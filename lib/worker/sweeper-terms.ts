import type { Gateway } from "@/lib/bss/gateway";
import type { Database } from "@/lib/db/database";
import type { Uid } from "@/lib/domain/ids";
import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/telemetry/logger";

/** What the sweep and the served checks of one account work with. */
export interface SweeperTerms {
  readonly database: Database;
  readonly gateway: Pick<Gateway, "queryRelationList" | "queryPermissionList">;
  readonly payer: Uid;
  readonly env: Pick<Env, "listEveryMs" | "permissionsEveryMs" | "visibilityLagMs" | "concurrency">;
  readonly logger: Logger;
  /** Only the leader asks upstream. */
  readonly isLeader: () => boolean;
  readonly now: () => number;
  readonly abort: AbortSignal;
}

/** The process is stopping or leads no more: what is stored stays, and whoever leads next goes on. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Throws `Interrupted` when this process may not ask any more. */
export function assertMayAsk({ abort, isLeader }: SweeperTerms): void {
  if (abort.aborted || !isLeader()) throw new Interrupted();
}
