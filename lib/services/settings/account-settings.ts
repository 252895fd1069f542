import { z } from "zod";
import type { Instant } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import { readEnv } from "@/lib/env";
import { payloads } from "@/lib/services/approvals/deferred-acts";
import { authorise, type Context } from "@/lib/services/context";
import { type AccountState, accountState } from "@/lib/services/settings/account-state";

export interface AliasView {
  readonly id: string;
  readonly rawCode: string;
  readonly code: PermissionCode;
  readonly version: number;
  readonly by: string;
  readonly at: Instant;
}

/** A setting of the environment as it is in force: its name and a length of time, or calls a second. */
export interface ScheduleEntry {
  readonly setting: string;
  readonly name: "list" | "permissions" | "fresh" | "readBack" | "settle" | "recheck" | "rate";
  readonly value: number;
}

const waitingKinds = ["writes_on", "trusteeship", "rule", "policy"] as const;

/** A change of these settings that waits for a second person. */
export interface WaitingSetting {
  readonly approvalId: string;
  readonly kind: (typeof waitingKinds)[number];
  /** Of a rule: which. */
  readonly rule: string | null;
}

export interface AccountSettings {
  readonly account: AccountState;
  /** The longest first. */
  readonly waiting: readonly WaitingSetting[];
  /** Pairs that calibrations have proven, oldest first. */
  readonly aliases: readonly AliasView[];
  readonly schedule: readonly ScheduleEntry[];
}

const waitingKind = z.enum(waitingKinds);

/** What rules this account: its switches, its proven codes, and the schedule that the environment sets. */
export async function accountSettings(context: Context): Promise<AccountSettings> {
  authorise(context, "settings.read");
  const aliases = await context.database.read
    .selectFrom("alias")
    .leftJoin("person", "person.id", "alias.person_id")
    .select(["alias.id", "alias.raw_code", "alias.code", "alias.version", "alias.created_at", "person.name"])
    .where("alias.payer_uid", "=", context.payer)
    .where("alias.removed_at", "is", null)
    .orderBy("alias.created_at")
    .execute();
  const waiting = await context.database.read
    .selectFrom("approval")
    .select(["id", "kind", "payload"])
    .where("payer_uid", "=", context.payer)
    .where("status", "=", "waiting")
    .where("kind", "in", waitingKinds)
    .orderBy("requested_at")
    .orderBy("id")
    .execute();
  const env = readEnv();
  const { ratePerSecond } = context.account;
  return {
    account: await accountState(context),
    waiting: waiting.map(({ id, kind, payload }) => ({
      approvalId: id,
      kind: waitingKind.parse(kind),
      rule: kind === "rule" ? payloads.rule.parse(JSON.parse(payload)).rule : null,
    })),
    aliases: aliases.flatMap(({ id, raw_code, code, version, created_at, name }) =>
      isPermissionCode(code)
        ? [{ id, rawCode: raw_code, code, version, by: name ?? "", at: created_at as Instant }]
        : [],
    ),
    schedule: [
      { setting: "LINKBOOK_LIST_EVERY", name: "list", value: env.listEveryMs },
      { setting: "LINKBOOK_PERMISSIONS_EVERY", name: "permissions", value: env.permissionsEveryMs },
      { setting: "LINKBOOK_FRESH", name: "fresh", value: env.freshForMs },
      { setting: "LINKBOOK_READ_BACK", name: "readBack", value: env.readBackMs },
      { setting: "LINKBOOK_SETTLE", name: "settle", value: env.settleMs },
      { setting: "LINKBOOK_MEMBER_RECHECK", name: "recheck", value: env.memberRecheckMs },
      ...(ratePerSecond === null ? [] : [{ setting: "LINKBOOK_RATE", name: "rate", value: ratePerSecond } as const]),
    ],
  };
}
