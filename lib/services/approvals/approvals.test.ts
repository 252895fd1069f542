import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { replaceScope } from "@/lib/db/queries/scope";
import { relationRow } from "@/lib/db/testing/relation-row";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { everyMember, type Role } from "@/lib/domain/policy";
import { accountOperationView } from "@/lib/services/account-operations/account-operation-view";
import { actOnRelation } from "@/lib/services/account-operations/act-on-relation";
import { linkAccount } from "@/lib/services/account-operations/link-account";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { approvalsForMe, approvalView, listApprovals } from "@/lib/services/approvals/approval-view";
import { askSecondPerson } from "@/lib/services/approvals/ask-second-person";
import { decideApproval } from "@/lib/services/approvals/decide-approval";
import { sendForApproval } from "@/lib/services/approvals/send-for-approval";
import { lapseApprovals } from "@/lib/services/approvals/void-approvals";
import { withdrawApproval } from "@/lib/services/approvals/withdraw-approval";
import { startCalibration } from "@/lib/services/calibration/run-calibration";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { exportReceipts } from "@/lib/services/exports/export-receipts";
import { setRights } from "@/lib/services/people/set-rights";
import { disablePerson } from "@/lib/services/people/shut-out";
import { relationView } from "@/lib/services/relations/relation-view";
import { accountSettings } from "@/lib/services/settings/account-settings";
import { accountState } from "@/lib/services/settings/account-state";
import { changePolicy } from "@/lib/services/settings/second-person-settings";
import { setRule, setTrusteeshipEditable, switchWrites } from "@/lib/services/settings/switches";
import { receiptWords } from "@/lib/services/testing/export-words";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (number: number): RelationId => {
  const parsed = parseRelationId(String(number));
  if (!parsed) throw new Error("not a relation id");
  return parsed;
};
const [first, second, third] = [id(1), id(2), id(3)];
const risky = "FORBID_MANAGE_INVOICE";
const calm = "CHECK_FINANCE_INFO";
const people: readonly (readonly [string, Role])[] = [
  ["rita", "requester"],
  ["amir", "approver"],
  ["anna", "approver"],
  ["ada", "administrator"],
];

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  for (const [name, role] of people) await office.addPerson(`${name}@example.com`, [role]);
  const rows = [first, second, third].map((relationId) =>
    relationRow(office.payer, { relation_id: relationId, account_id: `10${relationId}`, state: "RELATED" }),
  );
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await tx
      .updateTable("relation")
      .set({ read_began_at: instant(Date.now()) })
      .execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
  });
  await changePolicy(as("ada"), { on: true, acts: {} });
});
afterEach(() => office.close());

const as = (name: string): Context => {
  const role = people.find(([known]) => known === name)?.[1];
  if (!role) throw new Error(`nobody is called ${name}`);
  return office.context(office.actor(name, [role]));
};
/** The same person so much later, who has just confirmed that it is them. */
const later = (context: Context, ms: number): Context => ({
  ...context,
  actor: { ...context.actor, confirmedAt: instant(Date.now() + ms) },
  now: () => Date.now() + ms,
});
const hours = (count: number) => count * 3_600_000;

/** A draft of one code on these relations, sent for approval. */
async function asked(relations: readonly RelationId[] = [first], code: typeof risky | typeof calm = risky) {
  for (const relationId of relations) await setWanted(as("rita"), { relationId, code, wanted: true });
  const draft = await currentDraft(as("rita"));
  if (!draft) throw new Error("no draft");
  const { approvalId } = await sendForApproval(as("rita"), {
    changeSetId: draft.id,
    planHash: draft.hash,
    reason: "agreed with the member",
  });
  return { approvalId, changeSetId: draft.id };
}

const decide = async (context: Context, approvalId: string, more: { except?: RelationId[]; reject?: true } = {}) => {
  const { hash } = await approvalView(as("amir"), { approvalId });
  const decision = more.reject ? "reject" : "approve";
  return decideApproval(context, { approvalId, hash, decision, except: more.except ?? [], reason: "looked at it" });
};
const queued = async () =>
  (await office.database.read.selectFrom("operation").select("relation_id").execute()).map((row) => row.relation_id);
const outcomes = async (changeSetId: string) =>
  (await changeSetView(as("rita"), { changeSetId })).receipts.map(({ relationId, outcome, reason }) => [
    relationId,
    outcome,
    reason,
  ]);

/** What is observed of a relation is another set than when it was ticked. */
const movesOn = (relationId: RelationId) =>
  office.database.transaction(async (tx) => {
    const row = { rawCode: "CHECK_TARGET_CONSUMPTION", name: "", startTime: null, endTime: null, timesReadable: true };
    await replaceCurrentSets(tx, office.payer, new Map([[relationId, [row]]]), []);
  });

describe("a change that wants a second person", () => {
  it("is not applied by one, is queued when another agrees, and its receipts name both", async () => {
    await setWanted(as("rita"), { relationId: first, code: risky, wanted: true });
    const draft = await currentDraft(as("rita"));
    expect(draft?.secondPerson).toBe(true);
    const input = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "why" };
    await expect(applyChangeSet(as("rita"), input)).rejects.toMatchObject({ code: "approval_needed" });
    const { approvalId } = await sendForApproval(as("rita"), input);
    expect(await queued()).toEqual([]);
    expect(await currentDraft(as("rita"))).toBeNull();
    expect((await approvalsForMe(as("amir"), 50)).items.map((row) => row.id)).toEqual([approvalId]);
    expect(await decide(as("amir"), approvalId)).toMatchObject({ status: "approved", subjectId: input.changeSetId });
    expect(await queued()).toEqual([first]);
    const view = await changeSetView(as("rita"), { changeSetId: input.changeSetId });
    expect(view).toMatchObject({
      requestedBy: "rita@example.com",
      approval: { id: approvalId, decidedBy: "amir@example.com" },
    });
    expect((await office.log()).map(({ action, personId }) => [action, personId])).toEqual(
      expect.arrayContaining([
        ["approval.requested", "rita"],
        ["approval.approved", "amir"],
        ["change_set.applied", "rita"],
      ]),
    );
  });

  it("does without where every change is of low or medium risk, and cannot be sent for approval then", async () => {
    await setWanted(as("rita"), { relationId: first, code: calm, wanted: true });
    const draft = await currentDraft(as("rita"));
    expect(draft?.secondPerson).toBe(false);
    const input = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "why" };
    await expect(sendForApproval(as("rita"), input)).rejects.toMatchObject({ code: "conflict" });
    await applyChangeSet(as("rita"), input);
    expect(await queued()).toEqual([first]);
  });
});

describe("a change with an end", () => {
  it("wants a second person when its reverse does", async () => {
    await setWanted(as("rita"), { relationId: first, code: "FORBID_WITHDRAW_CASH", wanted: true });
    const draft = await currentDraft(as("rita"));
    expect(draft).toMatchObject({ secondPerson: false, secondPersonForEnd: true });
    const input = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "for an hour" };
    const until = instant(Date.now() + hours(1));
    await expect(applyChangeSet(as("rita"), { ...input, until })).rejects.toMatchObject({ code: "approval_needed" });
    const { approvalId } = await sendForApproval(as("rita"), { ...input, until });
    expect((await approvalView(as("amir"), { approvalId })).subject).toMatchObject({ until });
    await decide(as("amir"), approvalId);
    expect((await changeSetView(as("rita"), { changeSetId: input.changeSetId })).end).toEqual({
      at: until,
      counts: { scheduled: 1 },
    });
  });
});

describe("maker is not checker", () => {
  it("not through a second role, not by the right alone, not twice", async () => {
    const { approvalId } = await asked();
    const both = office.context(office.actor("rita", ["requester", "approver"]));
    await expect(decide(both, approvalId)).rejects.toMatchObject({ code: "not_second_person" });
    await expect(decide(as("ada"), approvalId)).rejects.toMatchObject({ code: "forbidden" });
    await decide(as("amir"), approvalId);
    await expect(decide(as("anna"), approvalId)).rejects.toMatchObject({ code: "conflict" });
    expect(await queued()).toEqual([first]);
  });

  it("nor is who let the requester in, or gave them a role, within 30 days", async () => {
    const { approvalId } = await asked();
    const grant = (at: string) => ({ id: at, person_id: "rita", granted: "requester", granted_by: "amir", at });
    await office.database.transaction((tx) =>
      tx
        .insertInto("person_grant")
        .values(grant(instant(Date.now() - hours(24 * 30 - 1))))
        .execute(),
    );
    await expect(decide(as("amir"), approvalId)).rejects.toMatchObject({ code: "not_second_person" });
    expect((await approvalView(as("amir"), { approvalId })).block).toBe("granted");
    expect(await approvalsForMe(as("amir"), 50)).toEqual({ items: [], count: 0 });
    expect(await approvalsForMe(as("anna"), 50)).toMatchObject({ items: [{ id: approvalId }], count: 1 });
    expect(await decide(later(as("amir"), hours(2)), approvalId)).toMatchObject({ status: "approved" });
  });

  it("nor is who has not just shown that it is them", async () => {
    const { approvalId } = await asked();
    const { actor, ...rest } = as("amir");
    for (const confirmedAt of [null, instant(Date.now() - 11 * 60_000)])
      await expect(decide({ ...rest, actor: { ...actor, confirmedAt } }, approvalId)).rejects.toMatchObject({
        code: "confirm_needed",
      });
    expect(await queued()).toEqual([]);
  });

  it("and a request is seen by its author and by those who decide or audit, by nobody else", async () => {
    const { approvalId } = await asked();
    const other = office.context(office.actor("vic", ["viewer"]));
    await expect(approvalView(other, { approvalId })).rejects.toMatchObject({ code: "not_found" });
    expect((await listApprovals(other, { waiting: true, page: 1 })).rows).toEqual([]);
    expect((await approvalView(as("rita"), { approvalId })).block).toBe("own");
    expect((await approvalView(as("ada"), { approvalId })).block).toBe("no_right");
  });
});

describe("what is decided on is what was seen", () => {
  it("a relation that has moved on is void, one that is left out is rejected, the rest goes on", async () => {
    const { approvalId, changeSetId } = await asked([first, second, third]);
    await movesOn(second);
    const { subject } = await approvalView(as("amir"), { approvalId });
    expect(subject).toMatchObject({ kind: "change_set", voided: [second] });
    await decide(as("amir"), approvalId, { except: [third] });
    expect(await queued()).toEqual([first]);
    expect(await outcomes(changeSetId)).toEqual([
      [first, null, null],
      [second, "not_sent", "approval_void"],
      [third, "not_sent", "rejected"],
    ]);
  });

  it("what moved on does not count, and a request of which nothing is left is void or rejected, never approved", async () => {
    const some = await asked([first, second]);
    await movesOn(first);
    const { subject } = await approvalView(as("amir"), some);
    expect(subject).toMatchObject({ voided: [first], plan: { members: 1, requests: 1, dropped: 1 } });
    expect(await decide(as("amir"), some.approvalId, { except: [second] })).toMatchObject({ status: "rejected" });
    expect(await outcomes(some.changeSetId)).toEqual([
      [first, "not_sent", "approval_void"],
      [second, "not_sent", "rejected"],
    ]);
    expect(await changeSetView(as("rita"), some)).toMatchObject({ appliedAt: null, status: "done" });
    const none = await asked([third]);
    await movesOn(third);
    expect(await decide(as("amir"), none.approvalId)).toMatchObject({ status: "void" });
    expect(await approvalView(as("rita"), none)).toMatchObject({ status: "void", voidReason: "subject_changed" });
    expect(await outcomes(none.changeSetId)).toEqual([[third, "not_sent", "approval_void"]]);
    expect(await queued()).toEqual([]);
  });

  it("an approval of another plan is refused, and nothing is queued", async () => {
    const { approvalId } = await asked([first, second]);
    const { hash } = await approvalView(as("amir"), { approvalId });
    await movesOn(first);
    const input = { approvalId, hash, decision: "approve", except: [], reason: "seen before" } as const;
    await expect(decideApproval(as("amir"), input)).rejects.toMatchObject({ code: "stale_plan" });
    expect(await queued()).toEqual([]);
  });

  it("a rejection ends every change as not sent; it wants a reason", async () => {
    const { approvalId, changeSetId } = await asked();
    const { hash } = await approvalView(as("amir"), { approvalId });
    const blank = { approvalId, hash, decision: "reject", except: [], reason: " " } as const;
    await expect(decideApproval(as("amir"), blank)).rejects.toMatchObject({ code: "bad_input", fields: ["reason"] });
    expect(await decide(as("amir"), approvalId, { reject: true })).toMatchObject({ status: "rejected" });
    expect(await outcomes(changeSetId)).toEqual([[first, "not_sent", "rejected"]]);
  });
});

describe("a request does not stand for ever", () => {
  it("is void after 72 hours, whoever comes first", async () => {
    const one = await asked([first]);
    const other = await asked([second]);
    expect(await decide(later(as("amir"), hours(72)), one.approvalId)).toMatchObject({ status: "void" });
    const author = { person: null, system: "executor", correlationId: "r" };
    expect(await lapseApprovals(office.database, author, Date.now() + hours(71))).toBe(0);
    expect(await lapseApprovals(office.database, author, Date.now() + hours(72))).toBe(1);
    for (const { changeSetId } of [one, other])
      expect((await outcomes(changeSetId)).map(([, ...end]) => end)).toEqual([["not_sent", "approval_void"]]);
  });

  it("is void when its author is shut out, or has no right to it any more", async () => {
    const { changeSetId } = await asked([first]);
    const { approvalId } = await asked([second]);
    await office.database.transaction((tx) => tx.deleteFrom("person_role").where("person_id", "=", "rita").execute());
    expect(await decide(as("amir"), approvalId)).toMatchObject({ status: "void" });
    await disablePerson(
      { database: office.database, author: { person: null, system: "cli", payerUid: null, correlationId: "r" } },
      "rita@example.com",
    );
    expect(await outcomes(changeSetId)).toEqual([[first, "not_sent", "approval_void"]]);
    expect(await queued()).toEqual([]);
  });

  it("what was approved and has not left yet is stopped when the second person is shut out", async () => {
    const { approvalId, changeSetId } = await asked();
    await decide(as("amir"), approvalId);
    const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };
    await disablePerson({ database: office.database, author }, "amir@example.com");
    const set = await office.database.read
      .selectFrom("change_set")
      .select(["stopped_at", "stop_reason"])
      .where("id", "=", changeSetId)
      .executeTakeFirst();
    expect(set).toMatchObject({ stopped_at: expect.any(String), stop_reason: "approval_void" });
  });

  it("can be withdrawn by its author, and by nobody else", async () => {
    const { approvalId, changeSetId } = await asked();
    await expect(withdrawApproval(as("amir"), { approvalId })).rejects.toMatchObject({ code: "not_found" });
    await withdrawApproval(as("rita"), { approvalId });
    expect(await outcomes(changeSetId)).toEqual([[first, "not_sent", "cancelled"]]);
    await expect(withdrawApproval(as("rita"), { approvalId })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("acts on the desk itself", () => {
  it("writes are turned off by one person and on by two", async () => {
    expect(await switchWrites(as("ada"), { on: false })).toMatchObject({ changed: true, approvalId: null });
    const { approvalId } = await switchWrites(as("ada"), { on: true });
    expect((await accountState(as("ada"))).writesOn).toBe(false);
    await expect(switchWrites(as("ada"), { on: true })).rejects.toMatchObject({ code: "already_asked" });
    await decide(as("amir"), approvalId ?? "");
    expect((await accountState(as("ada"))).writesOn).toBe(true);
  });

  it("what the rules do not allow any more is void at the first try, and who asked sees why", async () => {
    const off = await changePolicy(as("ada"), { on: false, acts: {} });
    await decide(as("amir"), off.approvalId ?? "");
    await changePolicy(as("ada"), { on: true, acts: { rule: false } });
    const other = await changePolicy(as("ada"), { on: null, acts: { policy: false } });
    await decide(as("amir"), other.approvalId ?? "");
    await changePolicy(as("ada"), { on: false, acts: {} });
    // Asked for while a second person is wanted for the policy, decided when it cannot be turned on any more.
    const ask = { kind: "policy", subjectId: null, payload: { on: true, acts: {} }, reason: "" } as const;
    const approvalId = await office.database.transaction((tx) => askSecondPerson(tx, as("ada"), ask));
    await office.database.transaction((tx) =>
      tx.insertInto("person_role").values({ person_id: "ada", role: "requester" }).execute(),
    );
    expect(await decide(as("amir"), approvalId)).toMatchObject({ status: "void" });
    expect(await approvalView(as("ada"), { approvalId })).toMatchObject({ status: "void", voidReason: "rules_forbid" });
  });

  it("the boxes of trusteeships are closed by one person and opened by two; Settings say what waits", async () => {
    const { approvalId } = await setTrusteeshipEditable(as("ada"), { on: true });
    const rule = await setRule(as("ada"), { rule: "old_observation", on: false });
    expect((await accountState(as("ada"))).trusteeshipEditable).toBe(false);
    expect((await accountSettings(as("ada"))).waiting).toEqual([
      { approvalId, kind: "trusteeship", rule: null },
      { approvalId: rule.approvalId, kind: "rule", rule: "old_observation" },
    ]);
    await decide(as("amir"), approvalId ?? "");
    expect((await accountState(as("ada"))).trusteeshipEditable).toBe(true);
    expect(await setTrusteeshipEditable(as("ada"), { on: false })).toMatchObject({ changed: true, approvalId: null });
  });

  it("a rule, and this policy itself, change when somebody else agrees", async () => {
    const rule = await setRule(as("ada"), { rule: "high_risk", on: false });
    const policy = await changePolicy(as("ada"), { on: null, acts: { [`add:${calm}`]: true, rule: false } });
    expect((await accountState(as("ada"))).secondPerson.acts).toEqual({});
    await decide(as("amir"), rule.approvalId ?? "");
    expect((await accountState(as("ada"))).rulesOff).toEqual(["high_risk"]);
    await decide(as("amir"), policy.approvalId ?? "");
    expect((await accountState(as("ada"))).secondPerson.acts).toEqual({ [`add:${calm}`]: true, rule: false });
    expect(await setRule(as("ada"), { rule: "high_risk", on: true })).toMatchObject({
      changed: true,
      approvalId: null,
    });
  });

  it("a link is queued only then; a rejected one ends not sent", async () => {
    const link = async (memberUid: string) => {
      const grant = { kind: "trusteeship" } as const;
      const { operationId } = await linkAccount(as("rita"), { memberUid, nickname: null, grant, reason: "ours" });
      const { rows } = await listApprovals(as("amir"), { waiting: true, page: 1 });
      return { operationId, approvalId: rows.find(({ subjectId }) => subjectId === operationId)?.id ?? "" };
    };
    const stateOf = async (operationId: string) =>
      office.database.read
        .selectFrom("account_operation")
        .select(["state", "not_sent_reason"])
        .where("id", "=", operationId)
        .executeTakeFirst();
    const agreed = await link("42");
    expect(await stateOf(agreed.operationId)).toMatchObject({ state: "awaiting_approval" });
    await decide(as("amir"), agreed.approvalId);
    expect(await stateOf(agreed.operationId)).toMatchObject({ state: "queued" });
    const refused = await link("43");
    await decide(as("amir"), refused.approvalId, { reject: true });
    expect(await stateOf(refused.operationId)).toEqual({ state: "settled", not_sent_reason: "rejected" });
    // Whoever asked has lost the right meanwhile.
    const lost = await link("44");
    await office.database.transaction((tx) => tx.deleteFrom("person_role").where("person_id", "=", "rita").execute());
    expect(await decide(as("amir"), lost.approvalId)).toMatchObject({ status: "void" });
    expect(await stateOf(lost.operationId)).toEqual({ state: "settled", not_sent_reason: "approval_void" });
  });

  it("while an unlink waits, the boxes of its relation and its acts say for whom, and it can be withdrawn", async () => {
    const unlink = { relationId: first, act: "unlink", confirmation: "101", reason: "sold" } as const;
    const { operationId } = await actOnRelation(as("rita"), unlink);
    const codes = async () =>
      new Set((await relationView(as("rita"), { relationId: first })).codes.map((code) => code.blocked));
    expect(await codes()).toEqual(new Set(["second_person"]));
    expect(await relationActsView(as("rita"), { relationId: first })).toEqual([
      { act: "unlink", blocked: "second_person", openOperationId: operationId },
    ]);
    const { approvalId, requestedBy } = await accountOperationView(as("anna"), { operationId });
    expect(requestedBy).toBe("rita@example.com");
    await withdrawApproval(as("rita"), { approvalId: approvalId ?? "" });
    expect(await codes()).toEqual(new Set([null]));
  });

  it("a calibration goes under the approval: its receipts, and every file of receipts, name the second person", async () => {
    const file = async (changeSetId: string) => {
      const input = { changeSetId, format: "csv", zone: "UTC", words: receiptWords } as const;
      const { body } = await exportReceipts(as("rita"), input, new AbortController().signal);
      return new Response(body).text();
    };
    const input = { relationId: first, code: calm, reason: "not proven" } as const;
    const { approvalId } = await startCalibration(as("ada"), input);
    await decide(as("amir"), approvalId ?? "");
    const set = await office.database.read.selectFrom("change_set").select("id").executeTakeFirstOrThrow();
    expect(await changeSetView(as("ada"), { changeSetId: set.id })).toMatchObject({
      purpose: "calibration",
      approval: { id: approvalId, status: "approved", decidedBy: "amir@example.com" },
    });
    expect(await file(set.id)).toContain('"secondPerson","amir@example.com","approved"');
    const { approvalId: other, changeSetId } = await asked([second]);
    await decide(as("anna"), other, { reject: true });
    expect(await file(changeSetId)).toContain('"secondPerson","anna@example.com","rejected"');
    await setWanted(as("rita"), { relationId: third, code: calm, wanted: true });
    const draft = await currentDraft(as("rita"));
    const alone = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "low risk" };
    await applyChangeSet(as("rita"), alone);
    expect(await file(alone.changeSetId)).toContain('"secondPerson","alone"');
  });

  it("nobody agrees to rights of their own", async () => {
    const person = await office.database.read
      .selectFrom("person")
      .select("version")
      .where("id", "=", "amir")
      .executeTakeFirst();
    const version = person?.version ?? -1;
    const wished = {
      personId: "amir",
      roles: ["approver", "requester"],
      accounts: null,
      scope: everyMember,
      version,
    } as const;
    const { approvalId } = await setRights(as("ada"), wished);
    await expect(decide(as("amir"), approvalId ?? "")).rejects.toMatchObject({ code: "not_second_person" });
    expect(await decide(as("anna"), approvalId ?? "")).toMatchObject({ status: "approved" });
  });

  it("second persons are not turned on while an administrator is a requester as well", async () => {
    const off = await changePolicy(as("ada"), { on: false, acts: {} });
    await decide(as("amir"), off.approvalId ?? "");
    await office.database.transaction((tx) =>
      tx.insertInto("person_role").values({ person_id: "ada", role: "requester" }).execute(),
    );
    await expect(changePolicy(as("ada"), { on: true, acts: {} })).rejects.toMatchObject({ code: "segregation" });
  });
});

describe("a second person who sees some of the members", () => {
  const amir = (): Context => {
    const context = as("amir");
    return { ...context, actor: { ...context.actor, scope: { kind: "some", owners: ["Amir"], costCentres: [] } } };
  };
  const give = (relationId: RelationId, owner: string) =>
    office.database.transaction((tx) =>
      tx.updateTable("relation").set({ owner }).where("relation_id", "=", relationId).execute(),
    );

  it("decides on what is about these alone; of a request that is about others too nothing is there", async () => {
    await give(first, "Amir");
    const both = await asked([first, second]);
    await expect(approvalView(amir(), both)).rejects.toMatchObject({ code: "not_found" });
    await expect(decide(amir(), both.approvalId)).rejects.toMatchObject({ code: "not_found" });
    expect(await approvalsForMe(amir(), 50)).toEqual({ items: [], count: 0 });
    await withdrawApproval(as("rita"), both);
    const { approvalId, changeSetId } = await asked([first]);
    expect(await approvalsForMe(amir(), 50)).toMatchObject({ items: [{ id: approvalId }], count: 1 });
    expect(await decide(amir(), approvalId)).toEqual({ status: "approved", subjectId: changeSetId });
    expect(await queued()).toEqual([first]);
  });

  it("agrees to nothing about a member that is not the requester's any more", async () => {
    await give(first, "Amir");
    await give(second, "Amir");
    await office.database.transaction((tx) =>
      replaceScope(tx, "rita", { kind: "some", owners: ["Amir"], costCentres: [] }),
    );
    const { approvalId, changeSetId } = await asked([first, second]);
    await give(second, "Bob");
    expect(await decide(as("anna"), approvalId)).toMatchObject({ status: "approved" });
    expect(await queued()).toEqual([first]);
    expect((await outcomes(changeSetId)).filter(([relationId]) => relationId === second)).toEqual([
      [second, "not_sent", "stale"],
    ]);
  });
});
