import type { AnsweredCall } from "@/lib/bss/wire";
import type { Database } from "@/lib/db/database";
import { type Capability, capabilityOf, keepCapability } from "@/lib/db/queries/capabilities";
import { capabilityNews } from "@/lib/domain/capability";
import { instant, millis, type Uid } from "@/lib/domain/ids";
import type { Logger } from "@/lib/telemetry/logger";

/** How old what is stored may get while the same answer comes again and again. */
const refreshMs = 3_600_000;

interface Terms {
  readonly database: Database;
  readonly logger: Logger;
  readonly payer: Uid;
  readonly now: () => number;
}

/**
 * Listens to an account's answers and keeps which operations work and which are refused to it. Written only where that
 * changes or what is stored is older than an hour; what cannot be stored is told again by the next answer.
 */
export function capabilityKeeper({ database, logger, payer, now }: Terms): (call: AnsweredCall) => void {
  const known = new Map<string, Capability>();
  const isOld = (kept: Capability, wanted: Capability) =>
    kept.state !== wanted.state || kept.code !== wanted.code || millis(wanted.at) - millis(kept.at) >= refreshMs;

  async function keep(wanted: Capability): Promise<void> {
    // Another process, or this one before its last start, may have stored the same.
    const kept = await capabilityOf(database.read, payer, wanted.action);
    if (!kept || isOld(kept, wanted)) await database.transaction((tx) => keepCapability(tx, payer, wanted));
  }

  return ({ action, kind, code, requestId }) => {
    const news = capabilityNews({ kind, code });
    if (!news) return;
    const wanted = { action, ...news, requestId, at: instant(now()) };
    const kept = known.get(action);
    if (kept && !isOld(kept, wanted)) return;
    known.set(action, wanted);
    void keep(wanted).catch((error: unknown) => {
      known.delete(action);
      logger.warn({ err: error, action }, "what an answer told about an operation could not be kept");
    });
  };
}
