import { z } from "zod";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { Instant, Uid } from "@/lib/domain/ids";
import { type PlanWarning, planWarnings } from "@/lib/domain/views/change-set";

export type AccountRow = Schema["account"];

/** The UIDs of every account, the first that was set up first. */
export async function accountUids(db: Queryable): Promise<readonly Uid[]> {
  const rows = await db.selectFrom("account").select("uid").orderBy("created_at").orderBy("uid").execute();
  return rows.map(({ uid }) => uid as Uid);
}

export const accountRow = (db: Queryable, uid: Uid): Promise<AccountRow | undefined> =>
  db.selectFrom("account").selectAll().where("uid", "=", uid).executeTakeFirst();

/** The rows of these accounts, the first that was set up first. */
export async function accountRows(
  db: Queryable,
  uids: readonly Uid[],
): Promise<readonly (AccountRow & { readonly uid: Uid })[]> {
  if (uids.length === 0) return [];
  const rows = await db
    .selectFrom("account")
    .selectAll()
    .where("uid", "in", uids)
    .orderBy("created_at")
    .orderBy("uid")
    .execute();
  return rows.map((row) => ({ ...row, uid: row.uid as Uid }));
}

/** The problem of an account that has rows and is not configured any more. */
const notConfigured = JSON.stringify({ code: "not_configured", requestId: null });

/** Whether an account was configured once and is not now: there are no credentials for it any more. */
export const isRetired = ({ problem }: Pick<AccountRow, "problem">): boolean => problem === notConfigured;

/**
 * Makes sure that an account is there: read-only and not paused when it is new, else only its site and endpoint
 * are brought up to date. Gives whether it is new.
 */
export async function ensureAccount(
  tx: Tx,
  account: { readonly uid: Uid; readonly site: "cn" | "intl"; readonly endpoint: string; readonly at: Instant },
): Promise<boolean> {
  const { uid, site, endpoint } = account;
  const known = await accountRow(tx, uid);
  if (known) {
    const problem = isRetired(known) ? null : known.problem;
    await tx.updateTable("account").set({ site, endpoint, problem }).where("uid", "=", uid).execute();
    return false;
  }
  await tx
    .insertInto("account")
    .values({
      uid,
      site,
      endpoint,
      writes_on: 0,
      paused: 0,
      trusteeship_editable: 0,
      generation: 0,
      alias_version: 0,
      rules_off: "[]",
      second_person: JSON.stringify({ on: false, acts: {} }),
      problem: null,
      created_at: account.at,
    })
    .execute();
  return true;
}

/** Sets one switch of an account. Gives whether it was the other way before. */
export async function setAccountSwitch(
  tx: Tx,
  uid: Uid,
  name: "writes_on" | "paused" | "trusteeship_editable",
  on: boolean,
): Promise<boolean> {
  const changed = await tx
    .updateTable("account")
    .set({ [name]: on ? 1 : 0 })
    .where("uid", "=", uid)
    .where(name, "=", on ? 0 : 1)
    .returning("uid")
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * Makes every account but these read-only and notes as its problem that it is not configured any more. Gives the
 * UIDs of those that were not so already.
 */
export async function retireOthers(tx: Tx, configured: readonly Uid[]): Promise<readonly Uid[]> {
  const retired = await tx
    .updateTable("account")
    .set({ writes_on: 0, problem: notConfigured })
    .where("uid", "not in", configured)
    .where((e) => e.or([e("writes_on", "=", 1), e("problem", "is", null), e("problem", "!=", notConfigured)]))
    .returning("uid")
    .execute();
  return retired.map(({ uid }) => uid as Uid);
}

const rules = z.array(z.enum(planWarnings));

/** Reads the rules that are switched off. Throws when the row was tampered with. */
export const parseRules = (json: string): readonly PlanWarning[] => rules.parse(JSON.parse(json));

/** Switches a rule of plans on or off. Gives false when it was so already. */
export async function setRuleOn(tx: Tx, uid: Uid, rule: PlanWarning, on: boolean): Promise<boolean> {
  const account = await tx.selectFrom("account").select("rules_off").where("uid", "=", uid).executeTakeFirstOrThrow();
  const off = parseRules(account.rules_off);
  if (off.includes(rule) !== on) return false;
  const next = planWarnings.filter((known) => (known === rule ? !on : off.includes(known)));
  await tx
    .updateTable("account")
    .set({ rules_off: JSON.stringify(next) })
    .where("uid", "=", uid)
    .execute();
  return true;
}
