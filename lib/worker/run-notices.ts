import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { forgetNotices } from "@/lib/db/queries/notices";
import { instant, later } from "@/lib/domain/ids";
import type { Env } from "@/lib/env";
import type { NoticeSettings } from "@/lib/env/notices";
import { deliverNotices } from "@/lib/notices/deliver-notices";
import { findNotices } from "@/lib/notices/find-notices";
import { createMailer } from "@/lib/notices/mail";
import type { Logger } from "@/lib/telemetry/logger";
import { createLeader } from "@/lib/worker/leader";

/** How soon something is told of after it was written. */
const everyMs = 2_000;
const hourMs = 3_600_000;
/** As long the page of the settings shows what was told. */
const keptMs = 30 * 24 * 3_600_000;

/** How notices leave the desk, and the address that they lead to. */
export interface NoticeTerms {
  readonly settings: NoticeSettings;
  readonly deskUrl: string;
}

interface Terms extends NoticeTerms {
  readonly database: Database;
  readonly env: Env;
  readonly logger: Logger;
  /** Holds the promise of each lease that is held. */
  readonly leases: Set<Promise<void>>;
}

/**
 * Finds and delivers notices for the whole desk until aborted, in one process of several. Under a lease of its own: an
 * account whose keys do not work has people who wait for a decision, too.
 */
export async function runNotices({ settings, deskUrl, ...terms }: Terms, abort: AbortSignal): Promise<void> {
  const { database, env, logger, leases } = terms;
  const ways = { mail: settings.mail !== null, webhook: settings.webhook !== null };
  // Notes once that both are off: what happens meanwhile is not told when one is turned on.
  if (!ways.mail && !ways.webhook) {
    await findNotices({ database, ways, now: Date.now }).catch((error: unknown) =>
      logger.error({ err: error }, "that no notices are sent could not be noted"),
    );
    return;
  }
  const leader = createLeader({ ...env, name: "notices", database, logger });
  const lease = leader.run(abort, async () => undefined).finally(() => leases.delete(lease));
  leases.add(lease);
  const mailer = settings.mail && createMailer(settings.mail);
  abort.addEventListener("abort", () => mailer?.close(), { once: true });
  const nameOf = (uid: string) => env.accounts.find((account) => account.uid === uid)?.name ?? null;
  const delivery = { database, logger, now: Date.now, deskUrl, nameOf, mailer, webhook: settings.webhook, abort };
  const repeat = async (what: string, pauseMs: number, work: () => Promise<unknown>) => {
    while (!abort.aborted) {
      if (leader.epoch() !== null)
        await work().catch((error: unknown) => logger.error({ err: error }, `notices could not be ${what}`));
      await sleep(pauseMs, undefined, { signal: abort }).catch(() => undefined);
    }
  };
  await Promise.all([
    lease,
    repeat("found", everyMs, () => findNotices({ database, ways, now: Date.now })),
    repeat("mailed", everyMs, () => deliverNotices(delivery, "people")),
    repeat("posted", everyMs, () => deliverNotices(delivery, "webhook")),
    repeat("forgotten", hourMs, () =>
      database.transaction((tx) => forgetNotices(tx, later(instant(Date.now()), -keptMs))),
    ),
  ]);
}
