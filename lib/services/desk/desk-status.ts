import { z } from "zod";
import { accountRow } from "@/lib/db/queries/accounts";
import { restorationOf } from "@/lib/db/queries/instance";
import { countMembers } from "@/lib/db/queries/members";
import { lastCompleteSweep, newestEndedSweep, newestSweep, type SweepRow } from "@/lib/db/queries/sweeps";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, millis } from "@/lib/domain/ids";
import type { DeskStatus, SweepView } from "@/lib/domain/views/desk";
import { readEnv } from "@/lib/env";
import { abilitiesIn, authorise, type Context, reachOf } from "@/lib/services/context";
import { deskAccounts, problemOf } from "@/lib/services/desk/desk-accounts";

const status = z.enum(["running", "complete", "moved", "failed"]);

/** What every page shows about the account, its newest sweep and the person. Throws `forbidden`, `not_found`. */
export async function deskStatus(context: Context): Promise<DeskStatus> {
  authorise(context, "member.read");
  const { payer, actor, database } = context;
  const db = database.read;
  const account = await accountRow(db, payer);
  if (!account) throw new AppError("not_found");
  const abilities = abilitiesIn(context);
  const now = instant(context.now());
  const restoration = await restorationOf(db, payer);
  const sweep = await newestSweep(db, payer);
  const ended = sweep?.status === "running" ? await newestEndedSweep(db, payer) : sweep;
  const lastComplete = await lastCompleteSweep(db, payer);
  const lastCompleteAt = (lastComplete?.listed_at ?? null) as Instant | null;
  return {
    payer: {
      uid: payer,
      name: context.account.name,
      site: account.site === "intl" ? "intl" : "cn",
      endpoint: account.endpoint,
    },
    accounts: await deskAccounts(context),
    writesOn: account.writes_on === 1,
    paused: account.paused === 1,
    restoredAt: restoration?.paused ? restoration.at : null,
    members: await (await countMembers(db, reachOf(context))).all,
    sweep: sweep ? sweepView(sweep, now, abilities.includes("sweep.read")) : null,
    sweepFailure: ended?.error_code ? { code: ended.error_code, requestId: ended.error_request_id } : null,
    lastCompleteAt,
    lastCompleteSweepId: abilities.includes("sweep.read") ? (lastComplete?.id ?? null) : null,
    old: lastCompleteAt === null || millis(now) - millis(lastCompleteAt) > 2 * readEnv().listEveryMs,
    accountProblem: problemOf(account.problem),
    freshForMs: context.freshForMs,
    now,
    scope: actor.scope,
    person: { name: actor.name, email: actor.email, roles: [...actor.roles] },
    abilities,
  };
}

/** `ratePerSecond`: permission reads answered a second, over the time since the list was whole. */
function sweepView(row: SweepRow, now: Instant, mayCount: boolean): SweepView {
  const listedAt = row.listed_at as Instant | null;
  const endedAt = row.ended_at as Instant | null;
  const answered = row.permissions_done + row.permissions_failed;
  const seconds = listedAt === null ? 0 : (millis(endedAt ?? now) - millis(listedAt)) / 1_000;
  return {
    id: row.id,
    startedAt: row.started_at as Instant,
    endedAt,
    status: status.parse(row.status),
    counts: mayCount
      ? {
          pages: row.pages,
          rows: row.rows,
          unreadable: row.unreadable,
          totalCount: row.total_count,
          permissionsDone: row.permissions_done,
          permissionsFresh: row.permissions_fresh,
          permissionsDue: row.permissions_due,
          permissionsFailed: row.permissions_failed,
          ratePerSecond: seconds > 0 ? answered / seconds : 0,
        }
      : null,
  };
}
