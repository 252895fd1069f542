import { person } from "@/lib/cli/bench/population";
import type { Database } from "@/lib/db/database";
import { raise } from "@/lib/db/signal";
import type { Uid } from "@/lib/domain/ids";
import { everyMember, roles } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";

/** What a service is given when the bench's person asks. */
export const contextOf = (database: Database, payer: Uid): Context => ({
  database,
  actor: { ...person, roles: new Set(roles), payers: new Set([payer]), scope: everyMember, sessionId: "bench" },
  payer,
  account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
  correlationId: "bench",
  now: Date.now,
  freshForMs: 86_400_000,
  wake: () => raise("wake"),
});
