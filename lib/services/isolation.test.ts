import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { instant } from "@/lib/domain/ids";
import { noFacts } from "@/lib/domain/local-facts";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { everyMember } from "@/lib/domain/policy";
import {
  accountOperationView,
  waitForAccountOperation,
} from "@/lib/services/account-operations/account-operation-view";
import { actOnRelation } from "@/lib/services/account-operations/act-on-relation";
import { createMemberAccount } from "@/lib/services/account-operations/create-member-account";
import { linkAccount } from "@/lib/services/account-operations/link-account";
import { listAccountOperations } from "@/lib/services/account-operations/list-account-operations";
import { newMemberView } from "@/lib/services/account-operations/new-member-view";
import { recordFinding } from "@/lib/services/account-operations/record-finding";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { stopAccountOperation } from "@/lib/services/account-operations/stop-account-operation";
import { approvalView, listApprovals } from "@/lib/services/approvals/approval-view";
import { decideApproval } from "@/lib/services/approvals/decide-approval";
import { sendForApproval } from "@/lib/services/approvals/send-for-approval";
import { withdrawApproval } from "@/lib/services/approvals/withdraw-approval";
import { markDriftSeen } from "@/lib/services/attention/mark-drift-seen";
import { needsAttention } from "@/lib/services/attention/needs-attention";
import { listAudit } from "@/lib/services/audit/list-audit";
import * as calibration from "@/lib/services/calibration/run-calibration";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView, waitForChangeSet } from "@/lib/services/changes/change-set-view";
import { currentDraft, draftRelations, wantedInDraft } from "@/lib/services/changes/current-draft";
import { discardDraft } from "@/lib/services/changes/discard-draft";
import { listChangeSets } from "@/lib/services/changes/list-change-sets";
import { lookAgain } from "@/lib/services/changes/look-again";
import { setWanted, setWantedMany } from "@/lib/services/changes/set-wanted";
import { stopChangeSet } from "@/lib/services/changes/stop-change-set";
import { takeOut } from "@/lib/services/changes/take-out";
import { takeUpChanges } from "@/lib/services/changes/take-up-changes";
import type { Context } from "@/lib/services/context";
import { deskAccounts } from "@/lib/services/desk/desk-accounts";
import { deskStatus } from "@/lib/services/desk/desk-status";
import { exportCertificate } from "@/lib/services/exports/export-certificate";
import { exportMembers } from "@/lib/services/exports/export-members";
import { exportReceipts } from "@/lib/services/exports/export-receipts";
import { editFacts } from "@/lib/services/facts/edit-facts";
import { editFactsMany } from "@/lib/services/facts/edit-facts-many";
import { knownFacts } from "@/lib/services/facts/known-facts";
import { importFacts } from "@/lib/services/imports/import-facts";
import { importSheet } from "@/lib/services/imports/import-sheet";
import { matrixRows } from "@/lib/services/matrix/matrix-rows";
import { matrixView } from "@/lib/services/matrix/matrix-view";
import { checkNow } from "@/lib/services/members/check-now";
import { listMembers } from "@/lib/services/members/list-members";
import { deskNotices, testNotices } from "@/lib/services/notices/desk-notices";
import { inviteAgain, invitePerson } from "@/lib/services/people/invite-person";
import { listPeople } from "@/lib/services/people/list-people";
import { setRights } from "@/lib/services/people/set-rights";
import { endSessionsOf, resetTotp, setPersonDisabled } from "@/lib/services/people/shut-out";
import { askRecords } from "@/lib/services/relations/ask-records";
import { relationView } from "@/lib/services/relations/relation-view";
import { accountSettings } from "@/lib/services/settings/account-settings";
import { accountState } from "@/lib/services/settings/account-state";
import { capabilities } from "@/lib/services/settings/capabilities";
import { changePolicy } from "@/lib/services/settings/second-person-settings";
import * as switches from "@/lib/services/settings/switches";
import { listSweeps } from "@/lib/services/sweeps/list-sweeps";
import { populationCertificate } from "@/lib/services/sweeps/population-certificate";
import { exportWords, receiptWords } from "@/lib/services/testing/export-words";
import { sheetWords } from "@/lib/services/testing/sheet-words";
import { type AccountThings, openTwoAccounts, type TwoAccounts } from "@/lib/services/testing/two-accounts";

let desk: TwoAccounts;
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that seals for tests only");
  desk = await openTwoAccounts();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
});

const code = "FORBID_MANAGE_INVOICE";
const reason = "a reason";
const { signal } = new AbortController();
const newAccount = {
  loginEmail: "finance@example.com",
  accountAttr: null,
  enterpriseName: null,
  firstName: null,
  lastName: null,
  nationCode: null,
  provinceName: null,
  cityName: null,
  postcode: null,
};
const exported = async (context: Context, selection: readonly AccountThings["relationId"][] | null) => {
  const asked = { query: defaultMemberQuery, selection, format: "csv", zone: "UTC", words: exportWords } as const;
  return new Response((await exportMembers(context, asked, signal)).body).text();
};

/** Has a sheet read, and added when it is understood. */
const imported = async (context: Context, text: string) => {
  const sheet = { bytes: Buffer.from(text), words: sheetWords };
  const answer = await importSheet(context, { ...sheet, agreed: null }, signal);
  if (answer.kind !== "proposal") return answer;
  return [answer, await importSheet(context, { ...sheet, agreed: answer.digest }, signal)];
};

/** The same of a sheet of local facts. */
const importedFacts = async (context: Context, text: string) => {
  const sheet = { bytes: Buffer.from(text), words: sheetWords };
  const answer = await importFacts(context, { ...sheet, agreed: null }, signal);
  if (answer.kind !== "fact_proposal") return answer;
  return [answer, await importFacts(context, { ...sheet, agreed: answer.digest }, signal)];
};
const noEdit = { owner: null, costCentre: null, addTags: [], removeTags: [] };

type Call = (context: Context, of: AccountThings) => Promise<unknown>;

/** Verbs and reads that take an id: asked with the other account's, it is not there. */
const byId: Record<string, Call> = {
  accountOperationView: (context, { operationId }) => accountOperationView(context, { operationId }),
  waitForAccountOperation: (context, { operationId }) =>
    waitForAccountOperation(context, { operationId, version: 0, abort: signal }),
  actOnRelation: (context, { relationId, memberUid }) =>
    actOnRelation(context, { relationId, act: "unlink", confirmation: memberUid, reason }),
  recordFinding: (context, { operationId }) =>
    recordFinding(context, { operationId, finding: "not_created", uid: null, note: reason }),
  relationActsView: (context, { relationId }) => relationActsView(context, { relationId }),
  stopAccountOperation: (context, { operationId }) => stopAccountOperation(context, { operationId }),
  startCalibration: (context, { relationId }) => calibration.startCalibration(context, { relationId, code, reason }),
  confirmCalibration: (context, { calibrationId }) => calibration.confirmCalibration(context, { calibrationId }),
  abandonCalibration: (context, { calibrationId }) => calibration.abandonCalibration(context, { calibrationId }),
  applyChangeSet: (context, { draftId, draftHash }) =>
    applyChangeSet(context, { changeSetId: draftId, planHash: draftHash, reason }),
  approvalView: (context, { approvalId }) => approvalView(context, { approvalId }),
  decideApproval: (context, { approvalId }) =>
    decideApproval(context, { approvalId, hash: "", decision: "reject", except: [], reason }),
  withdrawApproval: (context, { approvalId }) => withdrawApproval(context, { approvalId }),
  sendForApproval: (context, { draftId, draftHash }) =>
    sendForApproval(context, { changeSetId: draftId, planHash: draftHash, reason }),
  changeSetView: (context, { changeSetId }) => changeSetView(context, { changeSetId }),
  waitForChangeSet: (context, { changeSetId }) => waitForChangeSet(context, { changeSetId, version: 0, abort: signal }),
  discardDraft: (context, { draftId }) => discardDraft(context, { changeSetId: draftId }),
  lookAgain: (context, { relationId }) => lookAgain(context, { relationId }),
  setWanted: (context, { relationId }) => setWanted(context, { relationId, code, wanted: true }),
  setWantedMany: (context, { relationId }) =>
    setWantedMany(context, { of: { relationIds: [relationId] }, code, wanted: true }),
  stopChangeSet: (context, { changeSetId }) => stopChangeSet(context, { changeSetId }),
  takeUpChanges: (context, { changeSetId }) => takeUpChanges(context, { changeSetId, how: "retry" }),
  takeOut: (context, { relationId }) => takeOut(context, { relationId }),
  exportMembers: (context, { relationId }) => exported(context, [relationId]),
  exportReceipts: async (context, { changeSetId }) =>
    new Response(
      (await exportReceipts(context, { changeSetId, format: "csv", zone: "UTC", words: receiptWords }, signal)).body,
    ).text(),
  markDriftSeen: (context, { relationId }) => markDriftSeen(context, { relationId, until: instant(Date.now()) }),
  exportCertificate: async (context, { sweepId }) =>
    new Response((await exportCertificate(context, { sweepId }, signal)).body).text(),
  populationCertificate: (context, { sweepId }) => populationCertificate(context, { sweepId }),
  checkNow: (context, { relationId }) => checkNow(context, { relationIds: [relationId] }),
  askRecords: (context, { relationId }) => askRecords(context, { relationId }),
  matrixRows: (context, { relationId }) => matrixRows(context, { relationIds: [relationId] }),
  relationView: (context, { relationId }) => relationView(context, { relationId }),
  editFacts: (context, { relationId }) =>
    editFacts(context, { relationId, version: 0, facts: { ...noFacts, owner: "Ada" } }),
  editFactsMany: (context, { relationId }) =>
    editFactsMany(context, { of: { relationIds: [relationId] }, edit: { ...noEdit, owner: "Ada" } }),
};

/** Reads that take none: what they tell of one account has nothing of the other. */
const reads: Record<string, Call> = {
  listAccountOperations: (context) => listAccountOperations(context, { page: 1 }),
  newMemberView: (context) => newMemberView(context, { act: "create" }),
  listAudit: (context) => listAudit(context, { before: null, limit: 200 }),
  currentDraft,
  draftRelations: (context) => draftRelations(context, { page: 1 }),
  wantedInDraft,
  listApprovals: (context) => listApprovals(context, { waiting: true, page: 1 }),
  listChangeSets: (context) => listChangeSets(context, { before: undefined }),
  listSweeps: (context) => listSweeps(context, { before: undefined }),
  listMembers: (context) => listMembers(context, { ...defaultMemberQuery, pageSize: 200 }),
  listMembersSearch: (context, { name }) => listMembers(context, { ...defaultMemberQuery, search: name }),
  matrixView: (context) => matrixView(context, { query: defaultMemberQuery }),
  exportMembersAll: (context) => exported(context, null),
  deskStatus: async (context) => ({ ...(await deskStatus(context)), accounts: [] }),
  needsAttention,
  accountSettings,
  deskNotices: (context) => deskNotices(context, noticeSettings),
  accountState,
  capabilities,
  knownFacts,
};

/** Verbs that take no id of anything there is: they change the account that they are on, and not the other. */
const writes: Record<string, Call> = {
  linkAccount: (context) =>
    linkAccount(context, { memberUid: "42", nickname: null, grant: { kind: "trusteeship" }, reason }),
  createMemberAccount: (context) =>
    createMemberAccount(context, {
      account: newAccount,
      confirmation: newAccount.loginEmail,
      reason,
      tryAgain: true,
    }),
  importSheet: (context, { memberUid }) => imported(context, `uid,code,wanted\n${memberUid},${code},on`),
  importFacts: (context, { memberUid }) => importedFacts(context, `uid,owner\n${memberUid},Ada`),
  switchWrites: (context) => switches.switchWrites(context, { on: false }),
  pauseWrites: (context) => switches.pauseWrites(context, {}),
  resumeWrites: (context) => switches.resumeWrites(context, {}),
  changePolicy: (context) => changePolicy(context, { on: null, acts: { rule: false } }),
  setRule: (context) => switches.setRule(context, { rule: "high_risk", on: false }),
  setTrusteeshipEditable: (context) => switches.setTrusteeshipEditable(context, { on: true }),
  testNotices: (context) => testNotices(context, noticeSettings),
};

const noticeSettings = { mail: null, webhook: { address: "http://127.0.0.1:9/", secret: "" } } as const;

/** Not about one account: the list of the person's accounts, and people, who work on all of them. */
const ofAllAccounts: Record<string, Call> = {
  deskAccounts,
  listPeople,
  invitePerson: (context) => invitePerson(context, { email: "new@example.com", name: "New" }),
  inviteAgain: (context) => inviteAgain(context, { personId: "new" }),
  setRights: (context) =>
    setRights(context, { personId: "new", roles: [], accounts: null, scope: everyMember, version: 0 }),
  setPersonDisabled: (context) => setPersonDisabled(context, { personId: "new", disabled: true }),
  endSessionsOf: (context) => endSessionsOf(context, { personId: "new" }),
  resetTotp: (context) => resetTotp(context, { personId: "new" }),
};

/** Parts of verbs and reads. */
const parts = new Set(["keepDraft", "abilitiesIn", "approvalsForMe", "authorOf"]);

/** Every function of the services that takes a context first: what a page, a route or an action can call. */
function verbsInTheRoom(): readonly string[] {
  const folder = join(import.meta.dirname);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !/\.test\.ts$|^testing\//.test(path),
  );
  const verb =
    /export (?:async function (\w+)\(\s*(?:context|\{[^}]*\}): Context\b|const (\w+) = (?:async )?\(\s*(?:context|\{[^}]*\}): Context\b)/g;
  return files
    .flatMap((path) => [...readFileSync(join(folder, path), "utf8").matchAll(verb)])
    .map(([, declared, assigned]) => declared ?? assigned ?? "")
    .filter((name) => !parts.has(name));
}

const textOf = (value: unknown) => JSON.stringify(value) ?? "";

test("every verb and read has a row here", () => {
  const rows = Object.keys({ ...byId, ...reads, ...writes, ...ofAllAccounts });
  const variants = ["listMembersSearch", "exportMembersAll"];
  const named = verbsInTheRoom();
  expect(named.length).toBeGreaterThan(35);
  expect(rows.filter((name) => !variants.includes(name)).toSorted()).toEqual([...named].toSorted());
});

describe("an id of the other account", () => {
  test.each(Object.entries(byId))("%s: not there, and untouched", async (_, call) => {
    const { one, other } = desk;
    const before = [await desk.rowsOf(one.payer), await desk.rowsOf(other.payer)];
    await expect(call(desk.context(other.payer), one)).rejects.toMatchObject({ code: "not_found" });
    await expect(call(desk.context(one.payer), other)).rejects.toMatchObject({ code: "not_found" });
    expect([await desk.rowsOf(one.payer), await desk.rowsOf(other.payer)]).toEqual(before);
  });
});

describe("what one account tells", () => {
  test.each(Object.entries(reads))("%s: has nothing of the other", async (_, call) => {
    const { one, other } = desk;
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const said = textOf(await call(desk.context(mine.payer), theirs));
      for (const mark of theirs.marks) expect(said).not.toContain(mark);
    }
  });

  test("and each of these would have told of its own", async () => {
    const mute = new Set<string>();
    for (const [name, call] of Object.entries(reads)) {
      const said = textOf(await call(desk.context(desk.one.payer), desk.one));
      if (!desk.one.marks.some((mark) => said.includes(mark))) mute.add(name);
    }
    expect([...mute]).toEqual([]);
  });
});

describe("what one account does", () => {
  test.each(Object.entries(writes))("%s: does not touch the other", async (_, call) => {
    const { one, other } = desk;
    const before = await desk.rowsOf(one.payer);
    expect(textOf(await call(desk.context(other.payer), other))).not.toContain(one.payer);
    expect(await desk.rowsOf(one.payer)).toEqual(before);
  });
});

test("a sheet about the other account finds none of its members, and its export is not taken", async () => {
  const { one, other } = desk;
  const before = [await desk.rowsOf(one.payer), await desk.rowsOf(other.payer)];
  const list = `uid,code,wanted\n${one.memberUid},${code},on`;
  expect(await imported(desk.context(other.payer), list)).toMatchObject([
    { changes: 0, refusedRows: [{ row: 2, fault: "no_relation" }] },
    { noted: 0 },
  ]);
  const file = await exported(desk.context(one.payer), null);
  expect(await imported(desk.context(other.payer), file)).toMatchObject({ fault: "other_account", about: one.payer });
  const rowsOnly = file.split("\r\n").filter((line) => !line.includes("exportId"));
  const [proposal] = [await imported(desk.context(other.payer), rowsOnly.join("\r\n"))].flat();
  expect(proposal).toMatchObject({ changes: 0, rows: { asking: 0, unchanged: 0 } });
  expect([await desk.rowsOf(one.payer), await desk.rowsOf(other.payer)]).toEqual(before);
});

test("somebody of neither account is told of none", async () => {
  const stranger = { ...desk.context(desk.one.payer), actor: { ...desk.actor, payers: new Set<never>() } };
  for (const [name, call] of Object.entries({ ...byId, ...reads, ...writes }))
    await expect(call(stranger, desk.one), name).rejects.toMatchObject({ code: "not_found" });
  expect(await deskAccounts(stranger)).toEqual([]);
});

/** What is about the whole account, and cannot be cut to somebody's members. */
const ofTheWhole: ReadonlySet<string> = new Set([
  "listAudit",
  "listSweeps",
  "populationCertificate",
  "exportCertificate",
  "accountSettings",
  "deskNotices",
  "testNotices",
  "capabilities",
  "createMemberAccount",
  "linkAccount",
  "switchWrites",
  "resumeWrites",
  "changePolicy",
  "setRule",
  "setTrusteeshipEditable",
  // Of its relation nothing is told: what it would end or confirm is an alias, of the account.
  "abandonCalibration",
]);

describe("a member of the same account that is not in a person's scope", () => {
  const scope = { kind: "some", owners: ["Sam"], costCentres: [] } as const;
  const sam = (): Context => {
    const context = desk.context(desk.one.payer);
    return { ...context, actor: { ...context.actor, id: "sam", name: "Sam", email: "sam@example.com", scope } };
  };

  test.each(Object.entries(byId))("%s: not there, and untouched", async (name, call) => {
    const before = await desk.rowsOf(desk.one.payer);
    const code = ofTheWhole.has(name) ? "forbidden" : "not_found";
    await expect(call(sam(), desk.one)).rejects.toMatchObject({ code });
    expect(await desk.rowsOf(desk.one.payer)).toEqual(before);
  });

  test.each(Object.entries(reads))("%s: tells nothing of it", async (name, call) => {
    if (ofTheWhole.has(name)) return expect(call(sam(), desk.one)).rejects.toMatchObject({ code: "forbidden" });
    const { hidden } = desk.one;
    const said = textOf(await call(sam(), desk.one).catch(({ code }: { readonly code: string }) => code));
    for (const mark of hidden) expect(said).not.toContain(mark);
  });

  test.each(Object.entries(writes).filter(([name]) => name !== "pauseWrites"))(
    "%s: leaves it alone",
    async (name, call) => {
      const before = await desk.rowsOf(desk.one.payer);
      if (ofTheWhole.has(name)) await expect(call(sam(), desk.one)).rejects.toMatchObject({ code: "forbidden" });
      else expect(textOf(await call(sam(), desk.one))).toContain("no_relation");
      expect(await desk.rowsOf(desk.one.payer)).toEqual(before);
    },
  );

  test.each(Object.entries(ofAllAccounts).filter(([name]) => name !== "deskAccounts"))(
    "%s: not for somebody who does not see all",
    async (_, call) => {
      await expect(call(sam(), desk.one)).rejects.toMatchObject({ code: "forbidden" });
    },
  );

  test("while their own is there, in the list, the matrix and a file, and can be worked on", async () => {
    const own = { ...desk.one, relationId: desk.one.mine };
    for (const name of ["listMembers", "matrixView", "exportMembersAll", "knownFacts"])
      expect(textOf(await reads[name]?.(sam(), own)), name).toContain(name === "knownFacts" ? "Sam" : own.mine);
    expect(await reads.listMembers?.(sam(), own)).toMatchObject({ matching: 1, population: 1, unowned: 0 });
    expect(await deskStatus(sam())).toMatchObject({ members: 1, scope });
    for (const name of [
      "relationView",
      "matrixRows",
      "exportMembers",
      "setWanted",
      "setWantedMany",
      "checkNow",
      "askRecords",
    ])
      expect(textOf(await byId[name]?.(sam(), own)), name).toBeDefined();
    const draft = await currentDraft(sam());
    expect(draft).toMatchObject({ members: 1, relations: [{ relationId: own.mine }] });
    expect(await wantedInDraft(sam())).toMatchObject({ wanted: { [own.mine]: expect.anything() } });
    // What they noted drops out of their draft with the member, and is there to be thrown away.
    const { mine: relationId } = own;
    await editFactsMany(desk.context(own.payer), {
      of: { relationIds: [relationId] },
      edit: { ...noEdit, owner: "Bob" },
    });
    expect(await currentDraft(sam())).toMatchObject({ members: 0, wanted: 0, relations: [] });
    expect(await wantedInDraft(sam())).toMatchObject({ wanted: {} });
    await expect(takeOut(sam(), { relationId })).rejects.toMatchObject({ code: "not_found" });
    await expect(lookAgain(sam(), { relationId })).rejects.toMatchObject({ code: "not_found" });
    await discardDraft(sam(), { changeSetId: draft?.id ?? "" });
    await editFactsMany(desk.context(own.payer), {
      of: { relationIds: [relationId] },
      edit: { ...noEdit, owner: "Sam" },
    });
  });

  test("a set that one of their members is in is theirs to see, as far as that member goes, and not to stop", async () => {
    const { payer, mine, relationId } = desk.one;
    const ada = desk.context(payer);
    const open = await currentDraft(ada);
    if (open) await discardDraft(ada, { changeSetId: open.id });
    await setWantedMany(ada, { of: { relationIds: [mine, relationId] }, code, wanted: true });
    const draft = await currentDraft(ada);
    if (!draft) throw new Error("nothing was drafted");
    const { changeSetId } = await applyChangeSet(ada, { changeSetId: draft.id, planHash: draft.hash, reason });
    const view = await changeSetView(sam(), { changeSetId });
    expect(view).toMatchObject({ changes: 1, relations: 1, totals: { queued: 1 }, receipts: [{ relationId: mine }] });
    expect((await listChangeSets(sam(), { before: undefined })).rows).toMatchObject([{ id: changeSetId, changes: 1 }]);
    const file = await byId.exportReceipts?.(sam(), { ...desk.one, changeSetId });
    expect(file).toContain(mine);
    expect(file).not.toContain(desk.one.memberUid);
    await expect(stopChangeSet(sam(), { changeSetId })).rejects.toMatchObject({ code: "forbidden" });
    expect(await stopChangeSet(ada, { changeSetId })).toMatchObject({ stopped: 2 });
  });
});
