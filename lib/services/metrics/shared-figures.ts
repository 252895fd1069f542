import type { Database } from "@/lib/db/database";
import { accountRow, accountUids } from "@/lib/db/queries/accounts";
import { accountOperationsByOutcome, changesByOutcome, openOperationCounts } from "@/lib/db/queries/figures";
import { lastCompleteListing, newestSweep } from "@/lib/db/queries/sweeps";
import { type Instant, millis } from "@/lib/domain/ids";
import type { Figure } from "@/lib/telemetry/metrics";

type Samples = Figure["samples"][number][];

const sweepStatuses = ["running", "complete", "moved", "failed"] as const;

/**
 * The figures that all processes share, read from the database: sweeps, operations, switches. An account is labelled
 * with its UID, and nobody else is: no member, no person.
 */
export async function sharedFigures(database: Database, now: number): Promise<readonly Figure[]> {
  const db = database.read;
  const age: Samples = [];
  const status: Samples = [];
  const failed: Samples = [];
  const writes: Samples = [];
  const problem: Samples = [];
  for (const account of await accountUids(db)) {
    const row = await accountRow(db, account);
    const sweep = await newestSweep(db, account);
    const completeAt = await lastCompleteListing(db, account);
    const labels = { account };
    if (completeAt) age.push({ labels, value: secondsSince(completeAt, now) });
    for (const each of sweepStatuses)
      status.push({ labels: { account, status: each }, value: Number(sweep?.status === each) });
    if (sweep) failed.push({ labels, value: sweep.permissions_failed });
    if (!row) continue;
    writes.push({ labels, value: Number(row.writes_on === 1 && row.paused === 0) });
    problem.push({ labels, value: Number(row.problem !== null) });
  }
  const open: Samples = [];
  const oldest: Samples = [];
  for (const [of, table] of [["permissions", "operation"] as const, ["account", "account_operation"] as const])
    for (const { account, state, count, oldest: at } of await openOperationCounts(db, table)) {
      const labels = { account, of, state };
      open.push({ labels, value: count });
      oldest.push({ labels, value: secondsSince(at, now) });
    }
  const changes = (await changesByOutcome(db)).map(({ count: value, ...labels }) => ({ labels, value }));
  const acts = (await accountOperationsByOutcome(db)).map(({ count: value, ...labels }) => ({ labels, value }));
  return [
    figure("linkbook_sweep_age_seconds", "Since the list of the last complete sweep; absent before the first.", age),
    figure("linkbook_sweep_status", "1 for how the newest sweep stands or ended.", status),
    figure("linkbook_sweep_reads_failed", "Permission reads that failed in the newest sweep.", failed),
    figure("linkbook_writes_on", "1 where changes are sent: turned on and not paused.", writes),
    figure("linkbook_account_problem", "1 where the account cannot be used at all.", problem),
    figure("linkbook_operations_open", "Operations that are not settled, by state.", open),
    figure("linkbook_operations_oldest_seconds", "Age of the oldest of them.", oldest),
    figure("linkbook_changes", "Changes of permissions by their outcome now.", changes),
    figure("linkbook_account_operations", "Account operations by kind and outcome now.", acts),
  ];
}

const figure = (name: string, help: string, samples: Samples): Figure => ({ name, help, samples });

const secondsSince = (at: Instant, now: number): number => Math.max(0, (now - millis(at)) / 1_000);
