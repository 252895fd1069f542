import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { personById, replaceRights, rightsOf } from "@/lib/db/queries/people";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseUid, type Uid } from "@/lib/domain/ids";
import { everyMember, type MemberScope, type Role } from "@/lib/domain/policy";
import { approvalsForMe, approvalView, listApprovals } from "@/lib/services/approvals/approval-view";
import { decideApproval } from "@/lib/services/approvals/decide-approval";
import { lapseApprovals } from "@/lib/services/approvals/void-approvals";
import { withdrawApproval } from "@/lib/services/approvals/withdraw-approval";
import type { Context } from "@/lib/services/context";
import { setRights } from "@/lib/services/people/set-rights";
import { changePolicy } from "@/lib/services/settings/second-person-settings";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const parsed = parseUid("1999999999999999");
if (!parsed) throw new Error("not a UID");
const other: Uid = parsed;
const people: readonly (readonly [string, Role])[] = [
  ["ada", "administrator"],
  ["bea", "administrator"],
  ["amir", "approver"],
  ["anna", "approver"],
  ["vic", "viewer"],
];

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  for (const [name, role] of people) await office.addPerson(`${name}@example.com`, [role]);
  await office.database.transaction((tx) =>
    ensureAccount(tx, { uid: other, site: "cn", endpoint: "https://bss.example", at: instant(noon) }),
  );
  await changePolicy(as("ada"), { on: true, acts: {} });
});
afterEach(() => office.close());

const as = (name: string, payer: Uid = office.payer, retired = false): Context => {
  const role = people.find(([known]) => known === name)?.[1];
  if (!role) throw new Error(`nobody is called ${name}`);
  const context = office.context(office.actor(name, [role], new Set([office.payer, other])));
  return { ...context, payer, account: { ...context.account, retired } };
};
const limit = (name: string, accounts: readonly Uid[]) =>
  office.database.transaction(async (tx) => {
    const { roles, scope } = await rightsOf(tx, name);
    await replaceRights(tx, name, { roles, accounts, scope }, { by: "cli", at: instant(noon) });
  });
const wish = async (
  name: string,
  roles: readonly Role[],
  accounts: readonly Uid[] | null = null,
  scope: MemberScope = everyMember,
) => ({
  personId: name,
  roles,
  accounts,
  scope,
  version: (await personById(office.database.read, name))?.version ?? -1,
});
const asked = async (context: Context, input: Parameters<typeof setRights>[1]): Promise<string> => {
  const { approvalId } = await setRights(context, input);
  if (approvalId === null) throw new Error("nothing was asked for");
  return approvalId;
};
const decide = async (context: Context, approvalId: string, decision: "approve" | "reject" = "approve") => {
  const { hash } = await approvalView(context, { approvalId });
  return decideApproval(context, { approvalId, hash, decision, except: [], reason: "looked at it" });
};

describe("a request about rights", () => {
  it("keeps what was before, and shows it part by part however often the rights move on", async () => {
    const scope = { kind: "some", owners: ["Wei Chen"], costCentres: ["CC-1"] } as const;
    const approvalId = await asked(as("ada"), await wish("vic", ["requester"], [office.payer], scope));
    const before = { roles: ["viewer"], accounts: null, scope: everyMember };
    const after = { roles: ["requester"], accounts: [office.payer], scope };
    const subject = { kind: "rights", person: "vic@example.com", before, after };
    expect((await approvalView(as("amir"), { approvalId })).subject).toEqual(subject);
    await decide(as("amir"), approvalId);
    expect((await approvalView(as("amir"), { approvalId })).subject).toEqual(subject);
  });

  it("is there on every account, whichever it was asked on, and asked for once", async () => {
    const approvalId = await asked(as("ada"), await wish("vic", ["requester"]));
    await expect(setRights(as("bea", other), await wish("vic", ["requester"]))).rejects.toMatchObject({
      code: "already_asked",
    });
    expect((await listApprovals(as("anna", other), { waiting: true, page: 1 })).rows).toMatchObject([
      { id: approvalId },
    ]);
    expect(await approvalsForMe(as("amir", other), 5)).toMatchObject({ items: [{ id: approvalId }], count: 1 });
    expect(await decide(as("amir", other), approvalId)).toMatchObject({ status: "approved" });
    expect((await rightsOf(office.database.read, "vic")).roles).toEqual(["requester"]);
  });

  it("that was asked on an account that is configured no more is decided there and elsewhere, and withdrawn", async () => {
    const first = await asked(as("ada", other, true), await wish("vic", ["requester"]));
    expect((await approvalView(as("amir", other, true), { approvalId: first })).block).toBeNull();
    expect(await decide(as("amir", other, true), first)).toMatchObject({ status: "approved" });
    const second = await asked(as("ada", other, true), await wish("vic", ["approver"]));
    await withdrawApproval(as("ada"), { approvalId: second });
    const third = await asked(as("ada", other, true), await wish("vic", ["approver"]));
    expect(await decide(as("amir"), third)).toMatchObject({ status: "approved" });
  });

  it("that reaches accounts which a person has not is not there for them", async () => {
    await limit("amir", [office.payer]);
    const wide = await asked(as("ada"), await wish("vic", ["requester"]));
    const own = office.context(office.actor("amir", ["approver"]));
    expect(await approvalsForMe(own, 5)).toEqual({ items: [], count: 0 });
    await expect(decide(own, wide)).rejects.toMatchObject({ code: "not_found" });
    await decide(as("anna"), wide, "reject");
    await limit("vic", [office.payer]);
    const near = await asked(as("ada"), await wish("vic", ["requester"], [office.payer]));
    expect(await approvalsForMe(own, 5)).toMatchObject({ items: [{ id: near }], count: 1 });
    expect(await decide(own, near)).toMatchObject({ status: "approved" });
  });

  it("is void at the first try when the rights have been changed meanwhile, and nothing of it is done", async () => {
    const approvalId = await asked(as("ada"), await wish("vic", ["requester"]));
    await setRights(as("bea"), await wish("vic", ["auditor"]));
    expect(await decide(as("amir"), approvalId)).toMatchObject({ status: "void" });
    expect((await rightsOf(office.database.read, "vic")).roles).toEqual(["auditor"]);
    const seen = await approvalView(as("ada"), { approvalId });
    expect(seen).toMatchObject({ status: "void", voidReason: "subject_changed", decidedBy: null });
    expect((await office.log()).at(-1)).toMatchObject({ action: "approval.voided", personId: "amir" });
  });

  it("lapses after 72 hours whatever account it was asked on", async () => {
    const approvalId = await asked(as("ada", other, true), await wish("vic", ["requester"]));
    const author = { person: null, system: "executor", correlationId: "r" };
    expect(await lapseApprovals(office.database, author, Date.now() + 72 * 3_600_000)).toBe(1);
    expect((await approvalView(as("ada"), { approvalId })).voidReason).toBe("expired");
    expect((await office.log()).at(-1)).toMatchObject({ action: "approval.voided", payerUid: other });
  });
});
